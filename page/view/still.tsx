import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';

/** What is drawn from `of`, and drawn again only when one of these is another: a slider moves one number of many. */
export function Still({ of, children }: { readonly of: readonly unknown[]; readonly children: () => VNode }) {
  return useMemo(children, [...of]);
}
