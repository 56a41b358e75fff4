/** A line as a policy believes it to be: bounds, and return at a spend. */
export interface SplitLine {
  readonly low: number;
  readonly high: number;
  readonly returnAt: (spend: number) => number;
}

const POINTS = 24;

interface Piece {
  readonly line: number;
  readonly width: number;
  readonly slope: number;
}

/**
 * Splits a budget over lines for the greatest return: each curve as points, their upper concave hull, its pieces taken by
 * slope. Of all lines at most one ends between two points of its hull. Twice, the second time on points next to the
 * first answer. The benchmark's own optimiser, for the oracle and for the policies that are not the product's.
 */
export function splitBudget(lines: readonly SplitLine[], budget: number): Float64Array {
  const coarse = splitOnce(lines, budget);
  const finer = lines.map((line, index): SplitLine => {
    const reach = (line.high - line.low) / POINTS;
    const spend = coarse[index] ?? 0;
    return { ...line, low: Math.max(line.low, spend - reach), high: Math.min(line.high, spend + reach) };
  });
  const fine = splitOnce(finer, budget);
  return returnOf(lines, fine) > returnOf(lines, coarse) ? fine : coarse;
}

function returnOf(lines: readonly SplitLine[], spends: Float64Array): number {
  return lines.reduce((sum, { returnAt }, index) => sum + returnAt(spends[index] ?? 0), 0);
}

function splitOnce(lines: readonly SplitLine[], budget: number): Float64Array {
  const spends = Float64Array.from(lines, ({ low }) => low);
  let left = budget - spends.reduce((sum, spend) => sum + spend, 0);
  const pieces = lines.flatMap((line, index) => hullPieces(line, index)).sort((a, b) => b.slope - a.slope);
  for (const { line, width } of pieces) {
    const taken = Math.min(width, left);
    if (taken <= 0) break;
    spends[line] = (spends[line] ?? 0) + taken;
    left -= taken;
  }
  return spends;
}

function hullPieces({ low, high, returnAt }: SplitLine, line: number): Piece[] {
  if (!(high > low)) return [];
  const pieces: { width: number; gain: number }[] = [];
  let [x, y] = [low, returnAt(low)];
  for (let point = 1; point <= POINTS; point += 1) {
    const nextX = low + ((high - low) * point) / POINTS;
    const nextY = returnAt(nextX);
    let piece = { width: nextX - x, gain: nextY - y };
    for (
      let before = pieces.at(-1);
      before !== undefined && before.gain * piece.width <= piece.gain * before.width;
      before = pieces.at(-1)
    ) {
      piece = { width: piece.width + before.width, gain: piece.gain + before.gain };
      pieces.pop();
    }
    pieces.push(piece);
    [x, y] = [nextX, nextY];
  }
  return pieces.map(({ width, gain }) => ({ line, width, slope: gain / width }));
}

/** Budgets in the ratio of their wishes as far as bounds allow, summing to the budget. */
export function proportionalSplit(
  wishes: Float64Array,
  bounds: readonly { readonly low: number; readonly high: number }[],
  budget: number,
): Float64Array {
  const at = (factor: number) =>
    Float64Array.from(bounds, ({ low, high }, index) => Math.min(high, Math.max(low, factor * (wishes[index] ?? 0))));
  const sumAt = (factor: number) => at(factor).reduce((sum, spend) => sum + spend, 0);
  let [low, high] = [1e-6, 1e6];
  for (let round = 0; round < 60; round += 1) {
    const middle = Math.sqrt(low * high);
    if (sumAt(middle) < budget) low = middle;
    else high = middle;
  }
  return at(Math.sqrt(low * high));
}
