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
