import { isConcave, marginalAt, returnAt, spendAtMarginal, type Curve } from '../../core/curve.ts';
import { curvatureAt } from './curvature.ts';

/**
 * The smallest concave curve that is nowhere below a response curve within [from, to], as pieces in order of spend:
 * arcs, on which it is the curve, and chords, which bridge what is not concave. Slopes never rise.
 */
export interface Hull {
  readonly from: number;
  readonly pieces: readonly HullPiece[];
  /** How far the curve may stand above the chords where they were placed by sampling; 0 otherwise. */
  readonly slack: number;
}

export interface HullPiece {
  readonly from: number;
  readonly to: number;
  readonly chord: boolean;
  readonly slopeFrom: number;
  readonly slopeTo: number;
}

/**
 * Nodes of the search for bends in a sum that is not concave; half spaced by factor, half evenly. A wide box has the
 * most; one of ± 20 % has 16, which lie as dense: no term bends more than once in so small a factor.
 */
const SAMPLES_MAX = 128;
const SAMPLES_MIN = 16;
const SAMPLES_PER_FACTOR_E = 32;
/** A slope that rises by less than this share is straight. */
const ROUNDING = 1e-13;

/** The hull of a curve in a box; `to` may be Infinity only where the curve is concave. */
export function hullOf(curve: Curve, from: number, to: number): Hull {
  if (!(to > from)) return { from, pieces: [], slack: 0 };
  if (curve.kind === 'points') return { from, pieces: chordsOver(curve, vertices(curve, from, to)), slack: 0 };
  if (curve.kind === 'power' && curve.exponent === 1) return { from, pieces: [chord(from, to, curve.scale)], slack: 0 };
  if (isConcave(curve)) return { from, pieces: [arc(curve, from, to)], slack: 0 };
  if (curve.kind === 'hill') return { from, pieces: sShapePieces(curve, from, to), slack: 0 };
  return sampledHull(curve, from, to);
}

/** Where the hull's slope falls to a marginal return: the smallest such spend, or the largest. */
export function hullSpend(curve: Curve, hull: Hull, marginal: number, largest: boolean): number {
  const { pieces } = hull;
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const slope = pieces[middle]?.slopeTo ?? 0;
    if (largest ? slope >= marginal : slope > marginal) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[low];
  if (piece === undefined) return pieces.at(-1)?.to ?? hull.from;
  if (piece.chord || piece.slopeFrom <= marginal) return piece.from;
  return invertMarginal(curve, marginal, piece.from, piece.to);
}

/** The hull's height at a spend within its box. */
export function hullReturn(curve: Curve, hull: Hull, spend: number): number {
  const piece = hull.pieces.find(({ to }) => spend <= to);
  if (piece === undefined || !piece.chord) return returnAt(curve, spend);
  return returnAt(curve, piece.from) + piece.slopeTo * (spend - piece.from);
}

function arc(curve: Curve, from: number, to: number): HullPiece {
  // The slope below its end: above it, past a kink, the curve may be flatter than the chord that follows.
  const below = Math.max(from, to * (1 - 1e-12));
  return { from, to, chord: false, slopeFrom: marginalAt(curve, from), slopeTo: marginalAt(curve, below) };
}

function chord(from: number, to: number, slope: number): HullPiece {
  return { from, to, chord: true, slopeFrom: slope, slopeTo: slope };
}

/**
 * The spend in [from, to], where the curve is concave, at which its slope is `marginal`. Newton's method within a
 * bracket that bisection closes: on the slope to the power −½, a straight line for Hill with slope 1, or else on its
 * logarithm over that of the spend, a straight line for powers.
 */
export function invertMarginal(curve: Curve, marginal: number, from: number, to: number): number {
  const closed = spendAtMarginal(curve, marginal);
  if (closed !== undefined) return Math.min(to, Math.max(from, closed));
  let low = from;
  let high = to;
  let spend = startWithin(low, high);
  for (let round = 0; round < 200; round += 1) {
    const slope = marginalAt(curve, spend);
    if (slope > marginal) low = spend;
    else high = spend;
    const bend = curvatureAt(curve, spend);
    const isWithin = (next: number): boolean => next > low && next < high;
    let next = spend - 2 * (Math.sqrt(slope / marginal) - 1) * (slope / bend);
    if (!isWithin(next)) next = spend * Math.exp(Math.log(marginal / slope) / ((spend * bend) / slope));
    if (!isWithin(next) || round > 60) next = startWithin(low, high);
    // At a kink: from its upper side, where the slope is what the next unit returns.
    if (!isWithin(next)) return high;
    if (Math.abs(next - spend) <= 4e-16 * spend) return next;
    spend = next;
  }
  return spend;
}

/** A point well within a bracket whose ends may be 0 and Infinity. */
function startWithin(low: number, high: number): number {
  if (high === Infinity) return low === 0 ? 1 : low * 16;
  if (low === 0) return high / 16;
  return high / low > 4 ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2;
}

type Points = Extract<Curve, { kind: 'points' }>;

function vertices(curve: Points, from: number, to: number): number[] {
  return [from, ...curve.spend.filter((spend) => spend > from && spend < to), to];
}

/** The upper hull of a curve that is straight between the given spends. */
function chordsOver(curve: Curve, spends: readonly number[]): HullPiece[] {
  return upperHull(curve, spends).map(({ from, to, slope }) => chord(from, to, slope));
}

interface Bridge {
  readonly from: number;
  readonly to: number;
  readonly slope: number;
  readonly first: number;
  readonly last: number;
}

/** Monotone chain over (spend, return): bridges between neighbours on the hull, with slopes that never rise. */
function upperHull(curve: Curve, spends: readonly number[]): Bridge[] {
  const bridges: Bridge[] = [];
  for (let index = 1; index < spends.length; index += 1) {
    let bridge = bridgeBetween(curve, spends, index - 1, index);
    for (let before = bridges.at(-1); before !== undefined && before.slope < bridge.slope; before = bridges.at(-1)) {
      bridges.pop();
      bridge = bridgeBetween(curve, spends, before.first, index);
    }
    bridges.push(bridge);
  }
  return bridges;
}

function bridgeBetween(curve: Curve, spends: readonly number[], first: number, last: number): Bridge {
  const from = spends[first] ?? 0;
  const to = spends[last] ?? 0;
  return { from, to, first, last, slope: secant(curve, from, to) };
}

function secant(curve: Curve, from: number, to: number): number {
  return to === Infinity ? 0 : (returnAt(curve, to) - returnAt(curve, from)) / (to - from);
}

/** From where on a curve surely bends down: its inflection where there is a formula, else the end of the last chord. */
export function bendsDownFrom(curve: Curve, hull: Hull): number {
  if (curve.kind === 'hill' && curve.slope > 1) return Math.max(hull.from, inflectionOf(curve));
  return hull.pieces.findLast(({ chord }) => chord)?.to ?? hull.from;
}

/** Hill with slope s > 1 bends up until its inflection h·((s−1)/(s+1))^(1/s), down after it. */
function inflectionOf(curve: Extract<Curve, { kind: 'hill' }>): number {
  return curve.halfSaturation * ((curve.slope - 1) / (curve.slope + 1)) ** (1 / curve.slope);
}

function sShapePieces(curve: Extract<Curve, { kind: 'hill' }>, from: number, to: number): HullPiece[] {
  const inflection = inflectionOf(curve);
  if (from >= inflection) return [arc(curve, from, to)];
  if (to <= inflection) return [chord(from, to, secant(curve, from, to))];
  // The tangent from the left end: the steepest chord, by Dinkelbach's iteration, which never overshoots.
  let touch = Math.min(to, inflection + 4 * curve.halfSaturation);
  let slope = secant(curve, from, touch);
  for (let round = 0; round < 100; round += 1) {
    const next = argmax(curve, slope, inflection, to);
    const steeper = secant(curve, from, next);
    if (!(steeper > slope)) break;
    slope = steeper;
    touch = next;
  }
  const bridge = chord(from, touch, slope);
  return touch < to ? [bridge, { ...arc(curve, touch, to), slopeFrom: slope }] : [bridge];
}

/** Where the curve, concave in [from, to], is highest above a line of the given slope. */
function argmax(curve: Curve, slope: number, from: number, to: number): number {
  if (marginalAt(curve, to) >= slope) return to;
  if (marginalAt(curve, from) <= slope) return from;
  return invertMarginal(curve, slope, from, to);
}

function sampledHull(curve: Curve, from: number, end: number): Hull {
  // Far beyond the last bend every term bends down, so there is nothing to sample.
  const to = Math.min(end, 1e4 * Math.max(from, ...bendsOf(curve)));
  const spends = sampleSpends(curve, from, to);
  const slopes = spends.map((spend) => marginalAt(curve, spend));
  const bendsDown = slopes.map((slope, index) => (slopes[index + 1] ?? Infinity) <= slope * (1 + ROUNDING));
  const pieces: HullPiece[] = [];
  let slack = 0;
  let reached = from;
  for (const bridge of upperHull(curve, spends)) {
    if (bridge.last === bridge.first + 1 && bendsDown[bridge.first] === true) continue;
    const touched = tangent(curve, spends, bendsDown, bridge);
    if (!(touched.to > Math.max(reached, touched.from))) continue;
    if (touched.from > reached) pieces.push(arc(curve, reached, touched.from));
    const start = Math.max(reached, touched.from);
    const slope = secant(curve, start, touched.to);
    pieces.push(chord(start, touched.to, slope));
    reached = touched.to;
    for (const spend of spends.slice(bridge.first, bridge.last + 1)) {
      const above = returnAt(curve, spend) - (returnAt(curve, start) + slope * (spend - start));
      if (spend > start && spend < touched.to) slack = Math.max(slack, above);
    }
  }
  if (reached < end) pieces.push(arc(curve, reached, end));
  return { from, pieces: withFallingSlopes(pieces), slack };
}

/** A bridge between samples, its ends moved into the neighbouring cells until it touches the curve there. */
function tangent(
  curve: Curve,
  spends: readonly number[],
  bendsDown: readonly boolean[],
  { first, last }: Bridge,
): { from: number; to: number } {
  const reach = (at: number): [number, number] => {
    const spend = spends[at] ?? 0;
    const left = bendsDown[at - 1] === true ? (spends[at - 1] ?? spend) : spend;
    const right = bendsDown[at] === true ? (spends[at + 1] ?? spend) : spend;
    return [left, right];
  };
  let from = spends[first] ?? 0;
  let to = spends[last] ?? 0;
  for (let round = 0; round < 30; round += 1) {
    const slope = secant(curve, from, to);
    const left = argmax(curve, slope, ...reach(first));
    const right = argmax(curve, slope, ...reach(last));
    const settled = Math.abs(left - from) + Math.abs(right - to) <= 1e-14 * to;
    from = left;
    to = right;
    if (settled || !(to > from)) break;
  }
  return { from, to };
}

/** Rounding may let a slope rise by its last digit where two pieces meet; the searches need it not to. */
function withFallingSlopes(pieces: readonly HullPiece[]): HullPiece[] {
  let before = Infinity;
  return pieces.map((piece) => {
    const slopeFrom = Math.min(before, piece.slopeFrom);
    const slopeTo = Math.min(slopeFrom, piece.slopeTo);
    before = slopeTo;
    return { ...piece, slopeFrom, slopeTo };
  });
}

function sampleSpends(curve: Curve, from: number, to: number): number[] {
  const marks = bendsOf(curve).filter((spend) => spend > from && spend < to);
  const smallest = Math.max(from, Math.min(to, ...marks) / 100);
  const spends = new Set<number>([from, to, ...marks]);
  const dense = smallest > 0 ? SAMPLES_PER_FACTOR_E * Math.log(to / smallest) : SAMPLES_MAX;
  const half = Math.ceil(Math.min(SAMPLES_MAX, Math.max(SAMPLES_MIN, dense)) / 2);
  for (let index = 1; index < half; index += 1) {
    const share = index / half;
    spends.add(from + share * (to - from));
    if (smallest > 0) spends.add(smallest * (to / smallest) ** share);
  }
  return [...spends].filter((spend) => spend >= from && spend <= to).sort((left, right) => left - right);
}

/** Spends at which a term may change its bend. */
function bendsOf(curve: Curve): number[] {
  if (curve.kind === 'sum') return curve.terms.flatMap(bendsOf);
  if (curve.kind === 'points') return [...curve.spend];
  return curve.kind === 'hill' && curve.slope > 1 ? [inflectionOf(curve), curve.halfSaturation] : [];
}
