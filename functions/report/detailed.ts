/** So many channels have a row and a curve each: a page of 10,000 pictures would be 43 MB and take half a minute to make. */
export const DETAILED_MAX = 400;

/** The first of a list in its order, which get details; the rest is summed up, and found by its name. */
export function detailed<Item>(items: readonly Item[]): {
  readonly shown: readonly Item[];
  readonly rest: readonly Item[];
} {
  return { shown: items.slice(0, DETAILED_MAX), rest: items.slice(DETAILED_MAX) };
}
