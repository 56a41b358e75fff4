/** The shape of a line's true response over u = spend / starting spend, up to a factor. */
export type Shape =
  | { readonly kind: 'hill'; readonly kappa: number; readonly slope: number }
  | { readonly kind: 'exponential'; readonly kappa: number }
  | { readonly kind: 'power'; readonly exponent: number }
  | { readonly kind: 'logarithmic'; readonly kappa: number };

export function shapeAt(shape: Shape, u: number): number {
  if (!(u > 0)) return 0;
  switch (shape.kind) {
    case 'hill':
      return shape.slope === 1 ? u / (u + shape.kappa) : 1 / (1 + (shape.kappa / u) ** shape.slope);
    case 'exponential':
      return 1 - Math.exp(-u / shape.kappa);
    case 'power':
      return u ** shape.exponent;
    case 'logarithmic':
      return Math.log(1 + u / shape.kappa);
  }
}

/** Its derivative by u, from the closed form. */
export function shapeSlopeAt(shape: Shape, u: number): number {
  switch (shape.kind) {
    case 'hill': {
      const ratio = (u / shape.kappa) ** shape.slope;
      return ((shape.slope / u) * ratio) / (1 + ratio) ** 2;
    }
    case 'exponential':
      return Math.exp(-u / shape.kappa) / shape.kappa;
    case 'power':
      return shape.exponent * u ** (shape.exponent - 1);
    case 'logarithmic':
      return 1 / (shape.kappa + u);
  }
}
