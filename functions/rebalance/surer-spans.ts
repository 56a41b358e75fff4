import { unitReturns, type CurvePosterior } from '../core/curve-posterior.ts';
import type { Micros } from '../core/money.ts';
import type { Span } from './channel-groups.ts';
import { clamp } from './clamp.ts';

/** A line where holding leaves it, and how far it may go from there; kept lines have a span of one point. */
export interface MovableLine {
  readonly posterior: CurvePosterior | null;
  readonly keptMicros: Micros;
  readonly span: Span;
}

/** Of the slope of a line's return at its kept budget, and how far the line may go. */
interface Slope {
  readonly mean: number;
  readonly variance: number;
  readonly down: Micros;
  readonly up: Micros;
}

/** Lengths of the way, boldest first: 1 is where the first line is stopped by its limits. */
const LENGTHS = [8, 4, 2, 1, 1 / 2, 1 / 4] as const;

/** The slope is that over the next hundredth of the budget. */
const SLOPE_SHARE = 0.01;

/** A line that is known better than to this, of its slope, counts as known to this. */
const LEAST_DEVIATION = 1e-6;

/** Slopes that differ by less than this share of themselves are equal: what is left is rounding, and no way. */
const EQUAL_WITHIN = 1e-9;

const BISECTIONS = 60;

/** Ways whose gain is fewer standard deviations than this are not worth solving: 0.84 is a probability of 0.8. */
const LEAST_SURENESS = 0.5;

/**
 * Narrower spans for an account whose best plan is too uncertain, boldest first: in each, a line may go from its kept
 * budget as far, and the way, that a surer plan would move it.
 *
 * Of all small moves of money between lines, the one with the greatest expected gain per standard deviation has line i
 * move by (mᵢ − λ) / vᵢ, with m and v the mean and the variance of its slope and λ such that the moves sum to 0: the
 * tangency portfolio of Markowitz (1952) and Tobin (1958). Lines that are stopped by their limits leave the rest to the
 * others. Shorter ways are surer than long ones too where returns diminish.
 *
 * Worked number: slopes of 3, 1 and 0.9 with variances of 0.1, 0.1 and 10 have λ = 1.995; the moves are as 10 to −10 to
 * −0.1, so the third line, which is hardly known, stays nearly where it is.
 */
export function* surerSpans(lines: readonly MovableLine[], unit: Micros): Generator<Span[]> {
  const slopes = lines.map(slopeOf);
  const first = firstStop(slopes);
  if (first === null) return;
  for (const length of LENGTHS) {
    const moves = balancedMoves(slopes, first * length);
    if (!(surenessOf(lines, moves) >= LEAST_SURENESS)) continue;
    yield lines.map(({ keptMicros }, index): Span => {
      const to = keptMicros + Math.trunc((moves[index] ?? 0) / unit) * unit;
      return [Math.min(keptMicros, to), Math.max(keptMicros, to)];
    });
  }
}

function slopeOf({ posterior, keptMicros, span: [low, high] }: MovableLine): Slope | null {
  if (posterior === null || keptMicros === 0 || low === high) return null;
  const step = SLOPE_SHARE * keptMicros;
  const gain = gainOf(posterior, keptMicros, step);
  const mean = gain.mean / step;
  const variance = Math.max(gain.variance / step ** 2, (LEAST_DEVIATION * mean) ** 2);
  return variance > 0
    ? { mean, variance, down: Math.min(0, low - keptMicros), up: Math.max(0, high - keptMicros) }
    : null;
}

/** Exact mean and variance of what a line gains by a move. */
function gainOf(posterior: CurvePosterior, fromMicros: Micros, move: number): { mean: number; variance: number } {
  const before = unitReturns(posterior, fromMicros);
  const after = unitReturns(posterior, fromMicros + move);
  let mean = 0;
  let square = 0;
  for (const [index, { weight, levelShape, levelRate }] of posterior.components.entries()) {
    const perLevel = posterior.valueMicros * ((after[index] ?? 0) - (before[index] ?? 0));
    const level = levelShape / levelRate;
    mean += weight * perLevel * level;
    square += weight * perLevel ** 2 * level * (level + 1 / levelRate);
  }
  return { mean, variance: Math.max(0, square - mean ** 2) };
}

/** The gain of all moves together, in standard deviations of it. */
function surenessOf(lines: readonly MovableLine[], moves: readonly number[]): number {
  let mean = 0;
  let variance = 0;
  for (const [index, { posterior, keptMicros }] of lines.entries()) {
    const move = moves[index] ?? 0;
    if (posterior === null || move === 0) continue;
    const gain = gainOf(posterior, keptMicros, move);
    mean += gain.mean;
    variance += gain.variance;
  }
  return mean / Math.sqrt(variance);
}

/** How far the way leads to the first limit, in moves per slope and variance; null where no line can go its way. */
function firstStop(slopes: readonly (Slope | null)[]): number | null {
  const known = slopes.filter((slope) => slope !== null);
  const weight = known.reduce((sum, { variance }) => sum + 1 / variance, 0);
  const lambda = known.reduce((sum, { mean, variance }) => sum + mean / variance, 0) / weight;
  const stops = known.map(({ mean, variance, down, up }) => {
    const above = mean - lambda;
    return Math.abs(above) < EQUAL_WITHIN * mean ? 0 : ((above > 0 ? up : down) * variance) / above;
  });
  const least = Math.min(...stops.filter((stop) => stop > 0));
  return Number.isFinite(least) ? least : null;
}

/** What each line moves by, within its limits; the moves sum to 0. */
function balancedMoves(slopes: readonly (Slope | null)[], length: number): number[] {
  const movesAt = (lambda: number) =>
    slopes.map((slope) =>
      slope === null ? 0 : clamp((length * (slope.mean - lambda)) / slope.variance, slope.down, slope.up),
    );
  const means = slopes.flatMap((slope) => slope?.mean ?? []);
  let [low, high] = [Math.min(...means), Math.max(...means)];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (movesAt(middle).reduce((sum, move) => sum + move, 0) > 0) low = middle;
    else high = middle;
  }
  return movesAt((low + high) / 2);
}
