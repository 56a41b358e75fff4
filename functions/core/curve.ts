/** A response curve: return as a function of spend x ≥ 0, zero at zero, never falling. */
export type Curve =
  | { readonly kind: 'hill'; readonly ceiling: number; readonly halfSaturation: number; readonly slope: number }
  | { readonly kind: 'power'; readonly scale: number; readonly exponent: number }
  | { readonly kind: 'logarithmic'; readonly scale: number; readonly rate: number }
  | { readonly kind: 'exponential'; readonly ceiling: number; readonly rate: number }
  | { readonly kind: 'logistic'; readonly ceiling: number; readonly rate: number }
  | { readonly kind: 'points'; readonly spend: readonly number[]; readonly return: readonly number[] }
  | { readonly kind: 'sum'; readonly terms: readonly Curve[] };

export type CurveKind = Curve['kind'];

type Points = Extract<Curve, { kind: 'points' }>;

/**
 * Return at a spend, in the curve's own units. Hill is ceiling·x^s/(x^s+h^s), power scale·x^exponent, logarithmic
 * scale·ln(1+rate·x), exponential ceiling·(1−e^(−rate·x)), logistic ceiling·(1−e^(−rate·x))/(1+e^(−rate·x)), points
 * linear between them, from (0, 0), flat after the last.
 * Worked number: Hill with ceiling 10, half-saturation 5 and slope 1 returns 5 at a spend of 5.
 */
export function returnAt(curve: Curve, spend: number): number {
  if (!(spend > 0)) return 0;
  switch (curve.kind) {
    case 'hill':
      return curve.slope === 1
        ? (curve.ceiling * spend) / (spend + curve.halfSaturation)
        : curve.ceiling / (1 + (curve.halfSaturation / spend) ** curve.slope);
    case 'power':
      return curve.scale * spend ** curve.exponent;
    case 'logarithmic':
      return curve.scale * Math.log1p(curve.rate * spend);
    case 'exponential':
      return -curve.ceiling * Math.expm1(-curve.rate * spend);
    case 'logistic':
      return curve.ceiling * Math.tanh((curve.rate * spend) / 2);
    case 'points':
      return pointsReturnAt(curve, spend);
    case 'sum':
      return sumOver(curve.terms, returnAt, spend);
  }
}

/**
 * Slope of the curve just above a spend: what the next unit of money returns. Infinity at 0 for a power with
 * exponent < 1 and for Hill with slope < 1.
 * Worked number: Hill with ceiling 10, half-saturation 5 and slope 1 has slope 10·5/(5+5)² = 0.5 at a spend of 5.
 */
export function marginalAt(curve: Curve, spend: number): number {
  const x = Math.max(0, spend);
  switch (curve.kind) {
    case 'hill':
      return hillMarginal(curve.ceiling, curve.halfSaturation, curve.slope, x);
    case 'power':
      if (curve.scale === 0) return 0;
      return curve.exponent === 1 ? curve.scale : curve.scale * curve.exponent * x ** (curve.exponent - 1);
    case 'logarithmic':
      return (curve.scale * curve.rate) / (1 + curve.rate * x);
    case 'exponential':
      return curve.ceiling * curve.rate * Math.exp(-curve.rate * x);
    case 'logistic': {
      const decay = Math.exp(-curve.rate * x);
      return (2 * curve.ceiling * curve.rate * decay) / (1 + decay) ** 2;
    }
    case 'points':
      return pointsMarginalAt(curve, x);
    case 'sum':
      return sumOver(curve.terms, marginalAt, x);
  }
}

/**
 * The largest spend whose last unit still returns `marginal`, from the closed form of the curve; 0 where even the first
 * unit returns less, Infinity where every unit returns it. Undefined for the curves that have no closed form: Hill of
 * another slope than 1, and sums.
 * Worked number: Hill with ceiling 10, half-saturation 5 and slope 1 at 0.5: √(10·5/0.5) − 5 = 5.
 */
export function spendAtMarginal(curve: Curve, marginal: number): number | undefined {
  if (marginal <= 0) return Infinity;
  switch (curve.kind) {
    case 'hill': {
      if (curve.slope !== 1) return undefined;
      return Math.max(0, Math.sqrt((curve.ceiling * curve.halfSaturation) / marginal) - curve.halfSaturation);
    }
    case 'power': {
      if (curve.exponent === 1) return curve.scale >= marginal ? Infinity : 0;
      return ((curve.scale * curve.exponent) / marginal) ** (1 / (1 - curve.exponent));
    }
    case 'logarithmic':
      return Math.max(0, curve.scale / marginal - 1 / curve.rate);
    case 'exponential':
      return Math.max(0, Math.log((curve.ceiling * curve.rate) / marginal) / curve.rate);
    case 'logistic': {
      // The slope is (ceiling·rate/2)·sech²(rate·x/2).
      const ratio = (curve.ceiling * curve.rate) / 2 / marginal;
      return ratio <= 1 ? 0 : (2 * Math.acosh(Math.sqrt(ratio))) / curve.rate;
    }
    case 'points':
      return pointsSpendAtMarginal(curve, marginal);
    case 'sum':
      return undefined;
  }
}

/**
 * True where no unit of money returns more than the one before. Sufficient for a sum (every term is concave), exact
 * for the others.
 */
export function isConcave(curve: Curve): boolean {
  switch (curve.kind) {
    case 'hill':
      return curve.slope <= 1 || curve.ceiling === 0;
    case 'power':
      return curve.exponent <= 1 || curve.scale === 0;
    case 'points': {
      let before = Infinity;
      return segmentSlopes(curve).every((slope) => {
        const falls = slope <= before * (1 + 1e-12);
        before = slope;
        return falls;
      });
    }
    case 'sum':
      return curve.terms.every(isConcave);
    case 'logarithmic':
    case 'exponential':
    case 'logistic':
      return true;
  }
}

function sumOver(terms: readonly Curve[], valueAt: (curve: Curve, spend: number) => number, spend: number): number {
  let total = 0;
  for (const term of terms) total += valueAt(term, spend);
  return total;
}

function hillMarginal(ceiling: number, halfSaturation: number, slope: number, spend: number): number {
  if (ceiling === 0) return 0;
  if (slope === 1) return ((ceiling / (spend + halfSaturation)) * halfSaturation) / (spend + halfSaturation);
  if (spend === 0) return slope < 1 ? Infinity : 0;
  const ratio = (spend / halfSaturation) ** slope;
  return (ceiling * slope) / spend / (1 + ratio) / (1 + 1 / ratio);
}

/** Index of the first point beyond a spend; `length` where the curve is flat already. */
function segmentAt(points: Points, spend: number): number {
  let low = 0;
  let high = points.spend.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points.spend[middle] ?? 0) <= spend) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pointAt(points: Points, index: number): { x: number; y: number } {
  return index < 0 ? { x: 0, y: 0 } : { x: points.spend[index] ?? 0, y: points.return[index] ?? 0 };
}

function segmentSlope(points: Points, index: number): number {
  const from = pointAt(points, index - 1);
  const to = pointAt(points, index);
  return to.x > from.x ? (to.y - from.y) / (to.x - from.x) : Infinity;
}

function segmentSlopes(points: Points): number[] {
  return points.spend.map((_, index) => segmentSlope(points, index)).filter((slope) => slope < Infinity);
}

function pointsReturnAt(points: Points, spend: number): number {
  const index = segmentAt(points, spend);
  const from = pointAt(points, index - 1);
  return index === points.spend.length ? from.y : from.y + segmentSlope(points, index) * (spend - from.x);
}

function pointsMarginalAt(points: Points, spend: number): number {
  const index = segmentAt(points, spend);
  return index === points.spend.length ? 0 : segmentSlope(points, index);
}

function pointsSpendAtMarginal(points: Points, marginal: number): number {
  for (let index = points.spend.length - 1; index >= 0; index -= 1) {
    const slope = segmentSlope(points, index);
    if (slope >= marginal && slope < Infinity) return points.spend[index] ?? 0;
  }
  return 0;
}
