import type { Field } from './field.ts';
import type { Grid } from './grid.ts';
import type { Limits } from './limits.ts';

/** No plan is possible; an answer like any other, because the person who asked can act on it. */
export interface Infeasible {
  readonly status: 'infeasible';
  /** "the minimums of a, b and c sum to 30, the budget is 20: 10 too much" */
  readonly message: string;
  /** By how much the limits contradict one another, in the problem's money (in return for an unreachable return). */
  readonly shortBy: number;
  /** Ids of the lines and groups that clash. */
  readonly names: readonly string[];
}

/** Sums of decimals miss by rounding; a clash smaller than this share of the sum is none. */
const ROUNDING = 1e-12;
const NAMES_SHOWN = 5;

export function infeasible(message: string, shortBy: number, names: readonly string[]): Infeasible {
  return { status: 'infeasible', message, shortBy: tidy(shortBy), names };
}

/** A line or group between whose rounded limits no whole number of units is left. */
export function clashOfWholeUnits(
  field: Field,
  idAt: (place: number) => string,
  grid: Grid | null,
): Infeasible | undefined {
  if (grid === null) return undefined;
  const clash = (name: string, id: string, shortBy: number): Infeasible =>
    infeasible(
      `no whole number of units of ${grid.unit} lies between the minimum and the maximum of ${name}: ${tidy(shortBy)} too narrow`,
      shortBy,
      [id],
    );
  for (let at = 0; at < field.size; at += 1) {
    const shortBy = (field.min[at] ?? 0) - (field.max[at] ?? Infinity);
    if (shortBy > 0) return clash(idAt(at), idAt(at), shortBy);
  }
  const node = field.nodes.find(({ id, min, max }) => id !== null && min > max);
  return node === undefined ? undefined : clash(`group ${node.id}`, node.id ?? '', node.min - node.max);
}

/** The first clash among lines and groups, innermost groups first; undefined where there is none. */
export function clashOfLimits(field: Field, limits: Limits, idAt: (place: number) => string): Infeasible | undefined {
  for (let index = field.nodes.length - 1; index > 0; index -= 1) {
    const node = field.nodes[index];
    if (node === undefined || node.id === null) continue;
    if ((limits.low[index] ?? 0) <= (limits.high[index] ?? Infinity)) continue;
    const least = sumBelow(field, index, field.min, limits.low, idAt);
    if (exceeds(least.sum, node.max)) return tooMuch(least, node.max, `group ${node.id}'s maximum`, [node.id]);
    const most = sumBelow(field, index, field.max, limits.high, idAt);
    if (exceeds(node.min, most.sum)) return tooLittle(most, node.min, `group ${node.id}'s minimum`, [node.id]);
  }
  return undefined;
}

/** Whether the budget is below all minimums; and, where it has to be spent in full, above all maximums. */
export function clashOfBudget(
  field: Field,
  limits: Limits,
  idAt: (place: number) => string,
  budget: number,
  inFull: boolean,
): Infeasible | undefined {
  if (exceeds(limits.low[0] ?? 0, budget)) {
    return tooMuch(sumBelow(field, 0, field.min, limits.low, idAt), budget, 'the budget', []);
  }
  if (inFull && exceeds(budget, limits.high[0] ?? Infinity)) {
    return tooLittle(sumBelow(field, 0, field.max, limits.high, idAt), budget, 'the budget', []);
  }
  return undefined;
}

interface SumBelow {
  readonly sum: number;
  readonly parts: readonly { readonly id: string; readonly group: boolean; readonly amount: number }[];
}

function sumBelow(
  field: Field,
  index: number,
  ofLine: Float64Array,
  ofNode: Float64Array,
  idAt: (place: number) => string,
): SumBelow {
  const node = field.nodes[index];
  const parts = [];
  for (let at = node?.from ?? 0; at < (node?.ownEnd ?? 0); at += 1) {
    parts.push({ id: idAt(at), group: false, amount: ofLine[at] ?? 0 });
  }
  for (const child of node?.children ?? []) {
    parts.push({ id: field.nodes[child]?.id ?? '', group: true, amount: ofNode[child] ?? 0 });
  }
  return { sum: parts.reduce((sum, { amount }) => sum + amount, 0), parts: parts.filter(({ amount }) => amount > 0) };
}

function exceeds(amount: number, limit: number): boolean {
  return amount > limit && amount - limit > ROUNDING * amount;
}

function tooMuch(least: SumBelow, limit: number, limitName: string, names: readonly string[]): Infeasible {
  const message = `${described('minimum', least)}, ${limitName} is ${tidy(limit)}: ${tidy(least.sum - limit)} too much`;
  return infeasible(message, least.sum - limit, [...names, ...least.parts.map(({ id }) => id)]);
}

function tooLittle(most: SumBelow, limit: number, limitName: string, names: readonly string[]): Infeasible {
  const message = `${described('maximum', most)}, ${limitName} is ${tidy(limit)}: ${tidy(limit - most.sum)} too little`;
  return infeasible(message, limit - most.sum, [...names, ...most.parts.map(({ id }) => id)]);
}

function described(limit: 'minimum' | 'maximum', { sum, parts }: SumBelow): string {
  const names = parts.map(({ id, group }) => (group ? `group ${id}` : id));
  if (names.length === 0) return `the ${limit}s sum to 0`;
  if (names.length === 1) return `the ${limit} of ${names[0]} is ${tidy(sum)}`;
  return `the ${limit}s of ${listed(names)} sum to ${tidy(sum)}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** A number as people read it: no trace of binary rounding. */
export function tidy(amount: number): number {
  return Number(amount.toPrecision(12));
}
