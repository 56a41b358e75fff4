import type { Curve } from '../../core/curve.ts';

/**
 * How fast the slope of a curve changes at a spend above 0 (second derivative); 0 on the straight pieces of points.
 * Worked number: Hill with ceiling 10, half-saturation 5 and slope 1 has −2·10·5/(5+5)³ = −0.1 at 5.
 */
export function curvatureAt(curve: Curve, spend: number): number {
  switch (curve.kind) {
    case 'hill': {
      const { ceiling, halfSaturation, slope } = curve;
      if (slope === 1) return (-2 * ceiling * halfSaturation) / (spend + halfSaturation) ** 3;
      const ratio = (spend / halfSaturation) ** slope;
      const marginal = (ceiling * slope) / spend / (1 + ratio) / (1 + 1 / ratio);
      return (marginal / spend) * (slope - 1 - (2 * slope) / (1 + 1 / ratio));
    }
    case 'power':
      return curve.scale * curve.exponent * (curve.exponent - 1) * spend ** (curve.exponent - 2);
    case 'logarithmic':
      return -curve.scale * (curve.rate / (1 + curve.rate * spend)) ** 2;
    case 'exponential':
      return -curve.ceiling * curve.rate ** 2 * Math.exp(-curve.rate * spend);
    case 'logistic': {
      const decay = Math.exp(-curve.rate * spend);
      return (-2 * curve.ceiling * curve.rate ** 2 * decay * (1 - decay)) / (1 + decay) ** 3;
    }
    case 'points':
      return 0;
    case 'sum': {
      let total = 0;
      for (const term of curve.terms) total += curvatureAt(term, spend);
      return total;
    }
  }
}
