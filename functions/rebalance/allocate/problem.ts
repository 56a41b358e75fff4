import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import type { Curve } from '../../core/curve.ts';
import { MarginalError } from '../../core/errors.ts';
import { groupTree } from './group-tree.ts';

/** What to reach: `return` spends the budget in full; a target chooses the budget, under `budget` as its ceiling. */
export type Objective =
  | 'return'
  | { readonly targetRoas: number }
  | { readonly targetCpa: number }
  | { readonly targetMarginalRoas: number }
  | { readonly targetReturn: number };

/** Something to spend on. `min` is 0 and `max` no limit where they are left out; null is no limit too. */
export interface ProblemLine {
  readonly id: string;
  readonly min?: number | undefined;
  readonly max?: number | null | undefined;
  readonly curve: Curve;
}

/** A limit on the sum of some lines, by their ids. */
export interface ProblemGroup {
  readonly id: string;
  readonly lines: readonly string[];
  readonly min?: number | undefined;
  readonly max?: number | null | undefined;
}

/** Amounts are in any one unit of money; `unit` is the smallest amount that can be paid. */
export interface Problem {
  readonly budget?: number | null | undefined;
  readonly unit?: number | null | undefined;
  readonly objective?: Objective | undefined;
  readonly lines: readonly ProblemLine[];
  readonly groups?: readonly ProblemGroup[] | undefined;
}

/** Sums of sums stop here: curves are data of strangers, and the stack is not endless. */
const SUM_DEPTH_MAX = 8;
const LINES_MAX = 1_000_000;

const notNegative = v.pipe(v.number(), v.finite('a finite number'), v.minValue(0, 'a number of at least 0'));
const positive = v.pipe(v.number(), v.finite('a finite number'), v.gtValue(0, 'a number above 0'));
const limit = v.nullish(notNegative);
const id = v.pipe(v.string(), v.nonEmpty('a text of at least 1 character'));

const exponent = v.pipe(positive, v.maxValue(1, 'a number above 0 and at most 1'));

const leafSchemas = {
  hill: v.strictObject({ kind: v.literal('hill'), ceiling: notNegative, halfSaturation: positive, slope: positive }),
  power: v.strictObject({ kind: v.literal('power'), scale: notNegative, exponent }),
  logarithmic: v.strictObject({ kind: v.literal('logarithmic'), scale: notNegative, rate: positive }),
  exponential: v.strictObject({ kind: v.literal('exponential'), ceiling: notNegative, rate: positive }),
  logistic: v.strictObject({ kind: v.literal('logistic'), ceiling: notNegative, rate: positive }),
  points: v.strictObject({
    kind: v.literal('points'),
    spend: v.pipe(v.array(notNegative), v.nonEmpty('at least 1 point'), rising(true)),
    return: v.pipe(v.array(notNegative), v.nonEmpty('at least 1 point'), rising(false)),
  }),
};

const KINDS = [...Object.keys(leafSchemas), 'sum'];

function rising(strictly: boolean) {
  const expected = strictly ? 'numbers that rise' : 'numbers that never fall';
  return v.check<number[], string>(
    (values) => values.every((value, index) => index === 0 || inOrder(values[index - 1] ?? 0, value, strictly)),
    expected,
  );
}

function inOrder(before: number, after: number, strictly: boolean): boolean {
  return strictly ? before < after : before <= after;
}

function isLeafKind(kind: unknown): kind is keyof typeof leafSchemas {
  return typeof kind === 'string' && Object.hasOwn(leafSchemas, kind);
}

function kindOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
}

const anyKind = v.looseObject({ kind: v.picklist(KINDS) });

function curveSchema(depth: number): v.GenericSchema<unknown, Curve> {
  const terms = v.lazy(() => curveSchema(depth + 1));
  const sum: v.GenericSchema<unknown, Curve> = v.strictObject({
    kind: v.literal('sum'),
    terms:
      depth < SUM_DEPTH_MAX
        ? v.pipe(v.array(terms), v.nonEmpty('at least 1 term'))
        : v.custom<Curve[]>(() => false, `at most ${SUM_DEPTH_MAX} sums within sums`),
  });
  return v.lazy((input): v.GenericSchema<unknown, Curve> => {
    const kind = kindOf(input);
    if (isLeafKind(kind)) return leafSchemas[kind];
    if (kind === 'sum') return sum;
    return v.pipe(
      anyKind,
      v.custom<Curve>(() => false),
    );
  });
}

const targetSchemas = {
  targetRoas: v.strictObject({ targetRoas: positive }),
  targetCpa: v.strictObject({ targetCpa: positive }),
  targetMarginalRoas: v.strictObject({ targetMarginalRoas: positive }),
  targetReturn: v.strictObject({ targetReturn: positive }),
};
const TARGETS = Object.keys(targetSchemas);
const OBJECTIVES = `return, ${TARGETS.map((target) => `{"${target}": …}`).join(', ')}`;

function isTarget(key: string): key is keyof typeof targetSchemas {
  return Object.hasOwn(targetSchemas, key);
}

const objective = v.lazy((input): v.GenericSchema<unknown, Objective> => {
  if (typeof input !== 'object' || input === null) return v.literal('return', OBJECTIVES);
  const [known, ...others] = Object.keys(input).filter(isTarget);
  if (others.length > 0) return v.custom<Objective>(() => false, `one target at a time: ${OBJECTIVES}`);
  return known === undefined ? v.custom<Objective>(() => false, OBJECTIVES) : targetSchemas[known];
});

const limits = { min: v.optional(notNegative), max: limit };

const problemSchema = v.strictObject({
  budget: limit,
  unit: v.nullish(positive),
  objective: v.optional(objective),
  lines: v.pipe(
    v.array(v.strictObject({ id, ...limits, curve: curveSchema(0) })),
    v.nonEmpty('at least 1 line'),
    v.maxLength(LINES_MAX, `at most ${LINES_MAX} lines`),
  ),
  groups: v.optional(v.array(v.strictObject({ id, lines: v.array(id), ...limits }))),
});

/**
 * A problem from JSON, checked whole. Throws `ProblemInvalid`, which says where, what was got and what is allowed, and
 * `GroupClash` for two groups that share lines without one holding the other.
 */
export function parseProblem(json: unknown): Problem {
  const parsed = v.safeParse(problemSchema, json, { abortEarly: true, abortPipeEarly: true });
  if (!parsed.success) throw invalid(describeIssue(parsed.issues[0]));
  const problem: Problem = parsed.output;
  checkObjective(problem);
  problem.lines.forEach((line, index) => {
    checkLimits(line, `lines[${index}]`);
    checkCurve(line.curve, `lines[${index}].curve`);
  });
  problem.groups?.forEach((group, index) => {
    checkLimits(group, `groups[${index}]`);
    checkUnique(group.lines, (place) => `groups[${index}].lines[${place}]`);
  });
  checkUnique(
    problem.lines.map((line) => line.id),
    (place) => `lines[${place}].id`,
  );
  checkUnique(
    (problem.groups ?? []).map((group) => group.id),
    (place) => `groups[${place}].id`,
  );
  checkMembers(problem);
  groupTree(problem);
  return problem;
}

function invalid(message: string): MarginalError {
  return new MarginalError('ProblemInvalid', message);
}

function checkObjective(problem: Problem): void {
  if ((problem.objective ?? 'return') !== 'return') return;
  if (problem.budget === undefined || problem.budget === null) {
    const got = problem.budget === undefined ? 'budget is missing' : 'budget: got null';
    throw invalid(`${got}; the objective "return" needs a number of at least 0`);
  }
}

function checkLimits(holder: ProblemLine | ProblemGroup, path: string): void {
  const { min = 0, max } = holder;
  if (max !== undefined && max !== null && min > max) {
    throw invalid(`${path} ('${holder.id}'): min ${min} is above max ${max}; min is at most max`);
  }
}

function checkCurve(curve: Curve, path: string): void {
  if (curve.kind === 'sum') {
    curve.terms.forEach((term, index) => {
      checkCurve(term, `${path}.terms[${index}]`);
    });
  }
  if (curve.kind !== 'points') return;
  if (curve.spend.length !== curve.return.length) {
    throw invalid(
      `${path}: got ${curve.spend.length} numbers in spend and ${curve.return.length} in return; as many of each are needed`,
    );
  }
  if (curve.spend[0] === 0 && curve.return[0] !== 0) {
    throw invalid(`${path}.return[0]: got ${curve.return[0]} at a spend of 0; a curve starts at (0, 0)`);
  }
}

function checkUnique(ids: readonly string[], pathOf: (place: number) => string): void {
  const first = new Map<string, number>();
  ids.forEach((name, place) => {
    const earlier = first.get(name);
    if (earlier !== undefined) {
      throw invalid(`${pathOf(place)}: got '${name}', which is ${pathOf(earlier)} already; each id is used once`);
    }
    first.set(name, place);
  });
}

function checkMembers(problem: Problem): void {
  const lines = new Set(problem.lines.map((line) => line.id));
  problem.groups?.forEach((group, index) => {
    group.lines.forEach((line, place) => {
      if (lines.has(line)) return;
      const nearest = nearestOf(line, [...lines]);
      throw invalid(`groups[${index}].lines[${place}]: no line '${line}'; did you mean '${nearest}'?`);
    });
  });
}

function nearestOf(name: string, known: readonly string[]): string {
  return closest(name, known);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = pathOf(issue);
  const last = issue.path?.at(-1);
  if (issue.type === 'strict_object' && issue.expected === 'never' && last !== undefined) {
    return `${path}: unknown key; did you mean '${nearestOf(String(last.key), knownKeys(issue, last.input))}'?`;
  }
  const missing = issue.type === 'strict_object' || issue.type === 'loose_object';
  if (missing && issue.received === 'undefined' && last !== undefined) {
    // A list passes for an object that lacks every key.
    if (!Array.isArray(last.input)) return `${path} is missing`;
    return `${nameOf(pathOf({ path: issue.path?.slice(0, -1) }))}: got ${show(last.input)}; allowed: an object`;
  }
  return `${nameOf(path)}: got ${show(issue.input)}; allowed: ${allowed(issue)}`;
}

function nameOf(path: string): string {
  return path === '' ? 'the problem' : path;
}

function pathOf({ path = [] }: { readonly path?: readonly { readonly key: unknown }[] | undefined }): string {
  return path
    .map(({ key }, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}

function allowed(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'picklist') return KINDS.join(', ');
  const named = issue.kind === 'validation' || issue.type === 'custom' || issue.type === 'literal';
  if (named) return issue.message;
  const nouns: Record<string, string> = { number: 'a number', string: 'a text', Array: 'a list', Object: 'an object' };
  return nouns[issue.expected ?? ''] ?? issue.message;
}

/** The keys that could have stood where an unknown one stood. */
function knownKeys(issue: v.BaseIssue<unknown>, holder: unknown): readonly string[] {
  const depth = issue.path?.length ?? 0;
  const kind = kindOf(holder);
  if (isLeafKind(kind)) return Object.keys(leafSchemas[kind].entries);
  if (kind === 'sum') return ['kind', 'terms'];
  if (depth === 1) return Object.keys(problemSchema.entries);
  const place = issue.path?.[0]?.key;
  if (place === 'lines') return ['id', 'min', 'max', 'curve'];
  return place === 'groups' ? ['id', 'lines', 'min', 'max'] : TARGETS;
}

function listed(list: readonly unknown[]): string {
  return list.length === 0 ? 'an empty list' : 'a list';
}

function show(input: unknown): string {
  if (typeof input === 'string') return `'${input.length > 60 ? `${input.slice(0, 60)}…` : input}'`;
  if (typeof input === 'object' && input !== null) return Array.isArray(input) ? listed(input) : 'an object';
  return String(input);
}
