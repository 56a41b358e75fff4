/**
 * Spearman's rank correlation of pairs, equal values sharing their mean rank; null for fewer than 5 pairs or where one side
 * is constant. Worked number: (1, 1), (2, 3), (3, 2), (4, 4), (5, 5) have 0.9.
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < PAIRS_NEEDED) return null;
  const first = ranks(pairs.map(([value]) => value));
  const second = ranks(pairs.map(([, value]) => value));
  const mean = (pairs.length + 1) / 2;
  let products = 0;
  let squares = 0;
  let otherSquares = 0;
  for (const [index, rank] of first.entries()) {
    const other = second[index] ?? mean;
    products += (rank - mean) * (other - mean);
    squares += (rank - mean) ** 2;
    otherSquares += (other - mean) ** 2;
  }
  return squares > 0 && otherSquares > 0 ? products / Math.sqrt(squares * otherSquares) : null;
}

const PAIRS_NEEDED = 5;

function ranks(values: readonly number[]): number[] {
  const ascending = values.toSorted((a, b) => a - b);
  return values.map((value) => (ascending.indexOf(value) + ascending.lastIndexOf(value)) / 2 + 1);
}
