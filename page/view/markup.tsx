import type { SafeHtml } from '../../functions/report/html.ts';

/** What the report's templates and charts made, which escape whatever a user named. */
export function Markup({ of, class: className }: { readonly of: SafeHtml; readonly class: string }) {
  return <div class={className} dangerouslySetInnerHTML={{ __html: of.text }} />;
}
