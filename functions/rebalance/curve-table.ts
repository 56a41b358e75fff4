import type { Micros } from '../core/money.ts';
import type { ScoredChannel } from '../core/scored.ts';

/**
 * The curves of all lines in columns, for questions that are asked of every line at once: the terms of line i are those
 * from `firstOf[i]` until `firstOf[i + 1]`. A line without a curve has none.
 */
export interface CurveTable {
  readonly firstOf: Int32Array;
  readonly halfSaturation: Float64Array;
  readonly slope: Float64Array;
  /** What the term returns at most, its weight in it: the mean, and the mean of the square of what is drawn. */
  readonly ceiling: Float64Array;
  readonly square: Float64Array;
}

export function curveTable(channels: readonly ScoredChannel[]): CurveTable {
  const terms = channels.map(({ posterior }) => posterior?.components.filter(({ weight }) => weight > 0) ?? []);
  const size = terms.reduce((sum, { length }) => sum + length, 0);
  const table: CurveTable = {
    firstOf: new Int32Array(channels.length + 1),
    halfSaturation: new Float64Array(size),
    slope: new Float64Array(size),
    ceiling: new Float64Array(size),
    square: new Float64Array(size),
  };
  let filled = 0;
  for (const [index, { posterior }] of channels.entries()) {
    const { referenceMicros = 1, valueMicros = 0 } = posterior ?? {};
    for (const { weight, halfSaturation, slope, levelShape, levelRate } of terms[index] ?? []) {
      const level = levelShape / levelRate;
      table.halfSaturation[filled] = halfSaturation * referenceMicros;
      table.slope[filled] = slope;
      // In the order of `meanCurve`, whose numbers these are to the last digit.
      table.ceiling[filled] = weight * valueMicros * level;
      table.square[filled] = weight * valueMicros ** 2 * level * (level + 1 / levelRate);
      filled += 1;
    }
    table.firstOf[index + 1] = filled;
  }
  return table;
}

/** What each line returns in expectation: `returnAt` of its mean curve, the spend not taken off. */
export function returnsAt(table: CurveTable, spends: ArrayLike<Micros>): Float64Array<ArrayBuffer> {
  const { firstOf, halfSaturation, slope, ceiling } = table;
  const returns = new Float64Array(firstOf.length - 1);
  for (let line = 0; line < returns.length; line += 1) {
    const spend = spends[line] ?? 0;
    if (!(spend > 0)) continue;
    const end = firstOf[line + 1] ?? 0;
    let sum = 0;
    for (let term = firstOf[line] ?? 0; term < end; term += 1) {
      const top = ceiling[term] ?? 0;
      const half = halfSaturation[term] ?? 1;
      const exponent = slope[term] ?? 1;
      sum += exponent === 1 ? (top * spend) / (spend + half) : top / (1 + (half / spend) ** exponent);
    }
    returns[line] = sum;
  }
  return returns;
}

/** Share of its ceiling that a term returns at a spend. */
export function shareAt({ halfSaturation, slope }: CurveTable, term: number, spend: Micros): number {
  const half = halfSaturation[term] ?? 1;
  const exponent = slope[term] ?? 1;
  if (!(spend > 0)) return 0;
  return exponent === 1 ? spend / (spend + half) : 1 / (1 + (half / spend) ** exponent);
}
