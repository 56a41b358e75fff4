import { boundOf } from './certificate.ts';
import { compensatedSum } from './compensated-sum.ts';
import { planConcave, type ConcavePlan } from './concave-plan.ts';
import { curveReturnAt, isExact, reliefAt, setBox, type Demand } from './demand.ts';
import type { Field } from './field.ts';
import { bendsDownFrom } from './hull.ts';
import { limitsOf } from './limits.ts';

/** The best plan found, and what no plan can pass. */
export interface SearchedPlan {
  readonly plan: ConcavePlan;
  readonly returned: number;
  readonly bound: number;
  /** Boxes around the plan in which every line is concave, for whole units to be found in. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Boxes of the lines that are not concave, in the order of `shaped`, and the bound of the problem within them. */
interface Region {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly bound: number;
  /** Where to cut next: an index into `shaped`, and a spend; −1 where the hulls lose nothing. */
  readonly cut: number;
  readonly at: number;
}

/** A gap at which the search is done. */
const TOLERANCE = 1e-10;
/** Regions searched: enough to prove the optimum of 64 S-shapes in most problems; with more lines the gap is small anyway. */
const REGIONS_MAX = 4000;
const LINES_TIMES_REGIONS_MAX = 256_000;

/**
 * Branch and bound over the boxes of the lines that are not concave (Udell and Boyd, "Maximizing a sum of sigmoids"):
 * the hulls give the bound, cutting a box where a plan lies below its hull brings the hull down to the curve. Lines
 * that are alike are kept in descending order of spend, else the search would meet every plan once per permutation.
 */
export function branchAndBound(field: Field, demand: Demand, budget: number): SearchedPlan {
  const shaped = Array.from({ length: field.size }, (_, at) => at).filter((at) => !isExact(demand, at));
  const twins = twinsOf(field, demand, shaped);
  const start = { low: demand.low.slice(), high: demand.high.slice() };
  let best: SearchedPlan | undefined;
  let dismissed = 0;
  const keep = (found: SearchedPlan | undefined): void => {
    if (found !== undefined && (best === undefined || found.returned > best.returned)) best = found;
  };
  const visit = (low: Float64Array, high: Float64Array): Region | undefined => {
    shaped.forEach((at, index) => {
      moveBox(demand, at, low[index] ?? 0, high[index] ?? 0);
    });
    const limits = limitsOf(field, demand);
    if (!isFeasible(limits, budget)) return undefined;
    const plan = planConcave(field, demand, limits, budget, true);
    const bound = boundOf(field, demand, limits, plan);
    if (best !== undefined && bound <= best.returned * (1 + TOLERANCE)) {
      dismissed = Math.max(dismissed, bound);
      return undefined;
    }
    const loose = looseLines(demand, plan, shaped);
    keep(asItIs(demand, plan, shaped, loose));
    if (loose.length > 0)
      for (const upward of [true, false]) keep(repaired(field, demand, budget, plan, shaped, loose, upward));
    const [first] = loose;
    return { low, high, bound, cut: first ?? -1, at: first === undefined ? 0 : (plan.spend[shaped[first] ?? -1] ?? 0) };
  };

  const regionsMax = Math.min(REGIONS_MAX, Math.ceil(LINES_TIMES_REGIONS_MAX / field.size));
  const open: Region[] = [];
  const push = (region: Region | undefined): void => {
    if (region !== undefined) open.push(region);
  };
  push(
    visit(
      Float64Array.from(shaped, (at) => start.low[at] ?? 0),
      Float64Array.from(shaped, (at) => start.high[at] ?? 0),
    ),
  );
  let bound = open[0]?.bound ?? 0;
  for (let visited = 1; visited < regionsMax && open.length > 0; visited += 2) {
    const region = takeHighest(open);
    bound = region.bound;
    if (region.cut < 0 || bound <= (best?.returned ?? 0) * (1 + TOLERANCE)) break;
    push(visit(...cutRegion(region, twins, 'down')));
    push(visit(...cutRegion(region, twins, 'up')));
    bound = open.reduce((highest, { bound: other }) => Math.max(highest, other), best?.returned ?? 0);
  }
  for (const at of shaped) moveBox(demand, at, start.low[at] ?? 0, start.high[at] ?? 0);
  if (best === undefined) throw new RangeError('no plan within limits that were found to be feasible');
  return { ...best, bound: Math.max(bound, dismissed, best.returned) };
}

function moveBox(demand: Demand, at: number, low: number, high: number): void {
  if (demand.low[at] !== low || demand.high[at] !== high) setBox(demand, at, low, high);
}

function isFeasible(limits: { low: Float64Array; high: Float64Array }, budget: number): boolean {
  const rounding = 1e-12 * budget;
  if ((limits.low[0] ?? 0) > budget + rounding || (limits.high[0] ?? 0) < budget - rounding) return false;
  return limits.low.every((low, node) => low <= (limits.high[node] ?? 0) + rounding);
}

/** For each line of `shaped`, the indices of the lines like it, itself included, in order. */
function twinsOf(field: Field, demand: Demand, shaped: readonly number[]): readonly (readonly number[])[] {
  const alike = new Map<string, number[]>();
  return shaped.map((at, index) => {
    const key = JSON.stringify([field.nodeOf[at], demand.low[at], demand.high[at], field.curves[at]]);
    const twins = alike.get(key) ?? [];
    alike.set(key, twins);
    twins.push(index);
    return twins;
  });
}

/** Lines whose hull is above them at the plan, the widest gap first. */
function looseLines(demand: Demand, plan: ConcavePlan, shaped: readonly number[]): number[] {
  return shaped
    .map((at, index) => ({ index, gap: gapAt(demand, at, plan.spend[at] ?? 0) }))
    .filter(({ gap }) => gap > 0)
    .sort((left, right) => right.gap - left.gap)
    .map(({ index }) => index);
}

function gapAt(demand: Demand, at: number, spend: number): number {
  const height = reliefAt(demand, at, spend);
  const gap = height - (demand.hulls[at]?.slack ?? 0) - curveReturnAt(demand, at, spend);
  return gap > 1e-13 * height ? gap : 0;
}

function returnOf(demand: Demand, plan: ConcavePlan): number {
  const sum = compensatedSum();
  plan.spend.forEach((spend, at) => {
    sum.add(curveReturnAt(demand, at, spend));
  });
  return sum.value();
}

/** The plan that is best for the hulls, taken for the lines themselves. */
function asItIs(demand: Demand, plan: ConcavePlan, shaped: readonly number[], loose: readonly number[]): SearchedPlan {
  const low = demand.low.slice();
  const high = demand.high.slice();
  const off = new Set(loose);
  shaped.forEach((at, index) => {
    const spend = plan.spend[at] ?? 0;
    const box = off.has(index) ? { low: spend, high: spend } : arcAround(demand, at, spend);
    low[at] = box.low;
    high[at] = box.high;
  });
  return { plan, returned: returnOf(demand, plan), bound: Infinity, low, high };
}

/** The piece of a line around a spend on which it is its own hull. */
function arcAround(demand: Demand, at: number, spend: number): { low: number; high: number } {
  const arc = demand.hulls[at]?.pieces.findLast(({ chord, from, to }) => !chord && spend >= from && spend <= to);
  return arc === undefined ? { low: spend, high: spend } : { low: arc.from, high: arc.to };
}

/** The best plan once the lines on chords have been sent to the upper ends of their chords, or to the lower ones. */
function repaired(
  field: Field,
  demand: Demand,
  budget: number,
  plan: ConcavePlan,
  shaped: readonly number[],
  loose: readonly number[],
  upward: boolean,
): SearchedPlan | undefined {
  const moved = loose.map((index) => {
    const at = shaped[index] ?? -1;
    return { at, low: demand.low[at] ?? 0, high: demand.high[at] ?? 0 };
  });
  for (const { at } of moved) {
    const end = endOfChord(demand, at, plan.spend[at] ?? 0, upward);
    moveBox(demand, at, end.low, end.high);
  }
  const limits = limitsOf(field, demand);
  let found: SearchedPlan | undefined;
  if (isFeasible(limits, budget)) {
    const mended = planConcave(field, demand, limits, budget, true);
    found = asItIs(demand, mended, shaped, looseLines(demand, mended, shaped));
  }
  for (const { at, low, high } of moved) moveBox(demand, at, low, high);
  return found;
}

function endOfChord(demand: Demand, at: number, spend: number, upward: boolean): { low: number; high: number } {
  const curve = demand.curves[at];
  const hull = demand.hulls[at];
  const chord = hull?.pieces.find((piece) => piece.chord && spend >= piece.from && spend <= piece.to);
  if (curve === undefined || hull === undefined || chord === undefined) return { low: spend, high: spend };
  if (!upward) return arcAround(demand, at, chord.from);
  const high = demand.high[at] ?? chord.to;
  const bend = bendsDownFrom(curve, hull);
  return bend < chord.to ? { low: bend, high } : arcAround(demand, at, chord.to);
}

function takeHighest(open: Region[]): Region {
  let highest = 0;
  open.forEach(({ bound }, index) => {
    if (bound > (open[highest]?.bound ?? 0)) highest = index;
  });
  const [region] = open.splice(highest, 1);
  if (region === undefined) throw new RangeError('no region is open');
  return region;
}

/** One half of a region: the cut line at most, or at least, where it was cut, and with it the lines like it. */
function cutRegion(
  region: Region,
  twins: readonly (readonly number[])[],
  side: 'down' | 'up',
): [Float64Array, Float64Array] {
  const low = region.low.slice();
  const high = region.high.slice();
  for (const twin of twins[region.cut] ?? []) {
    if (side === 'down' && twin >= region.cut) high[twin] = Math.min(high[twin] ?? 0, region.at);
    if (side === 'up' && twin <= region.cut) low[twin] = Math.max(low[twin] ?? 0, region.at);
  }
  return [low, high];
}
