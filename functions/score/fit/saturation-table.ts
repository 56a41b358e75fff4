import { HALF_SATURATIONS, LOG_STEP } from './shape-grid.ts';

/** Spacing of the tables: linear interpolation is then within 2e-5 of ln h and of h. */
const SPACING = 0.0235;
/** Spends from e^-14 to e^14 of the reference; those beyond are taken as at the end. */
const LOG_SPEND_MAX = 14;

const FIRST_LOG = Math.log(HALF_SATURATIONS[0] ?? 1);
const LAST_LOG = FIRST_LOG + (HALF_SATURATIONS.length - 1) * LOG_STEP;

/**
 * Hill's h = 1 / (1 + e^x) and ln h, tabulated over x = slope · (ln half-saturation − ln u). The grid of half-saturations is
 * even in the logarithm and the spacing divides its step, so all of a day's lookups have the same fraction: the
 * h and ln h of a whole grid cost a few additions each, a tenth of what logarithms take.
 */
export interface SaturationTable {
  readonly slope: number;
  /** Entries from one half-saturation to the next. */
  readonly stride: number;
  readonly h: Float64Array;
  readonly logH: Float64Array;
  /** Of a day: its place for the first half-saturation, a fraction of an entry included. */
  readonly placeOf: (u: number) => number;
}

const tables = new Map<number, SaturationTable>();

/** The table of a slope, made when first asked for. */
export function saturationTable(slope: number): SaturationTable {
  const known = tables.get(slope);
  if (known !== undefined) return known;
  const table = tabulated(slope);
  tables.set(slope, table);
  return table;
}

function tabulated(slope: number): SaturationTable {
  const stride = Math.round((slope * LOG_STEP) / SPACING);
  const spacing = (slope * LOG_STEP) / stride;
  const lowest = slope * (FIRST_LOG - LOG_SPEND_MAX);
  const entries = Math.ceil((slope * (LAST_LOG + LOG_SPEND_MAX) - lowest) / spacing) + 2;
  const h = new Float64Array(entries);
  const logH = new Float64Array(entries);
  for (let entry = 0; entry < entries; entry += 1) {
    const x = lowest + entry * spacing;
    h[entry] = 1 / (1 + Math.exp(x));
    logH[entry] = x > 0 ? -x - Math.log1p(Math.exp(-x)) : -Math.log1p(Math.exp(x));
  }
  const placeOf = (u: number) => {
    const log = Math.min(LOG_SPEND_MAX, Math.max(-LOG_SPEND_MAX, Math.log(u)));
    return (slope * (FIRST_LOG - log) - lowest) / spacing;
  };
  return { slope, stride, h, logH, placeOf };
}
