/** Markup that is safe to put into the page: made by `html`, or by a chart that carries no text of a user's. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template; null, undefined and false print nothing. */
export type HtmlValue = SafeHtml | string | number | bigint | null | undefined | false | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand between tags and inside quoted attributes. Worked example: `a<b` is `a&lt;b`. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/**
 * A template tag that escapes whatever is put in, markup made by itself excepted; lists are joined without a gap. A line
 * break with the spaces around it becomes one line break, or none where it breaks a tag before its end.
 * Attributes must be written in double quotes. Worked example: `html`<b>${'<i>'}</b>`` is `<b>&lt;i&gt;</b>`.
 */
export function html(literals: TemplateStringsArray, ...values: readonly HtmlValue[]): SafeHtml {
  return new SafeHtml(
    unindented(literals)
      .map((literal, index) => literal + printed(values[index]))
      .join(''),
  );
}

/** The indentation of templates is for their readers: a quarter of a large page. Each template is treated once. */
const unindentedTemplates = new WeakMap<TemplateStringsArray, readonly string[]>();

function unindented(literals: TemplateStringsArray): readonly string[] {
  const known = unindentedTemplates.get(literals);
  if (known !== undefined) return known;
  const lean = literals.map((literal) =>
    literal.replaceAll(/\s*\n\s*(>?)/g, (_, end: string) => (end === '' ? '\n' : end)),
  );
  unindentedTemplates.set(literals, lean);
  return lean;
}

function printed(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof SafeHtml) return value.text;
  if (typeof value === 'object') return value.map(printed).join('');
  return escapeHtml(String(value));
}
