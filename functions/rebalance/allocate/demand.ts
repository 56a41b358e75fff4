import { isConcave, marginalAt, returnAt, type Curve } from '../../core/curve.ts';
import { curvatureAt } from './curvature.ts';
import { hullOf, hullReturn, hullSpend, type Hull } from './hull.ts';

const HULL = 0;
const HILL = 1;
const POWER = 2;
const LOGARITHMIC = 3;
const EXPONENTIAL = 4;
const LOGISTIC = 5;
const HILL_SUM = 6;

/** Below this a multiplier counts as nothing: what is left has no use for money. */
export const MULTIPLIER_MIN = 1e-300;

/**
 * Every line's spend as a function of one multiplier: the spend, within its box, that maximises return − multiplier ·
 * spend. Ten thousand lines are asked dozens of times, so the closed forms lie in flat arrays.
 */
export interface Demand {
  readonly curves: readonly Curve[];
  readonly kind: Uint8Array;
  /** 1 where the whole curve is concave; 1 where it has kinks. */
  readonly concave: Uint8Array;
  readonly kinked: Uint8Array;
  /** Constants of the closed form, by kind; for a sum of Hill terms, where its terms begin and end. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly slopeLow: Float64Array;
  readonly slopeHigh: Float64Array;
  readonly hulls: (Hull | undefined)[];
  /** Of each Hill term of sums: ceiling · half-saturation, half-saturation, ceiling. */
  readonly terms: Float64Array;
  /** The last answer: the spend, and how fast it falls with the logarithm of the multiplier. */
  readonly spend: Float64Array;
  readonly response: Float64Array;
}

/** The demands of lines in their boxes, as far as a budget can reach. */
export function demandOf(curves: readonly Curve[], min: Float64Array, max: Float64Array, budget: number): Demand {
  const size = curves.length;
  const forms = curves.map(formOf);
  const demand: Demand = {
    curves: forms.map(({ curve }) => curve),
    kind: new Uint8Array(size),
    concave: new Uint8Array(size),
    kinked: new Uint8Array(size),
    first: new Float64Array(size),
    second: new Float64Array(size),
    low: new Float64Array(size),
    high: new Float64Array(size),
    slopeLow: new Float64Array(size),
    slopeHigh: new Float64Array(size),
    hulls: [],
    terms: new Float64Array(forms.reduce((sum, { terms }) => sum + terms.length, 0)),
    spend: new Float64Array(size),
    response: new Float64Array(size),
  };
  let filled = 0;
  for (let at = 0; at < size; at += 1) {
    const form = forms[at];
    if (form === undefined) continue;
    const { kind, terms } = form;
    demand.kind[at] = kind;
    demand.concave[at] = form.isConcave ? 1 : 0;
    demand.kinked[at] = form.hasKinks ? 1 : 0;
    demand.first[at] = kind === HILL_SUM ? filled : form.first;
    if (terms.length > 0) demand.terms.set(terms, filled);
    filled += terms.length;
    demand.second[at] = kind === HILL_SUM ? filled : form.second;
    const low = min[at] ?? 0;
    setBox(demand, at, low, highEnd(demand.concave[at] === 1, low, max[at] ?? Infinity, budget));
  }
  return demand;
}

/** Puts a line into another box. */
export function setBox(demand: Demand, at: number, low: number, high: number): void {
  const curve = demand.curves[at];
  if (curve === undefined) return;
  demand.low[at] = low;
  demand.high[at] = high;
  demand.spend[at] = low;
  const kind = demand.kind[at];
  if (kind === HULL) demand.hulls[at] = hullOf(curve, low, high);
  if (kind === HILL_SUM) {
    demand.slopeLow[at] = curveSlopeAt(demand, at, low);
    demand.slopeHigh[at] = curveSlopeAt(demand, at, high);
  }
}

/** Fits the boxes to a budget. */
export function boundBoxes(demand: Demand, max: Float64Array, budget: number): void {
  for (let at = 0; at < demand.curves.length; at += 1) {
    const low = demand.low[at] ?? 0;
    const high = highEnd(demand.concave[at] === 1, low, max[at] ?? Infinity, budget);
    if (high !== demand.high[at]) setBox(demand, at, low, high);
  }
}

/**
 * Where the search for a line's spend may end: what could not be spent anyway needs no searching, and makes hulls
 * higher than they have to be. A concave line is left room above the budget, so that its box never stops it before its
 * price does.
 */
function highEnd(concave: boolean, low: number, max: number, budget: number): number {
  if (concave && budget === 0) return max;
  return Math.max(low, Math.min(max, concave ? 2 * budget : budget));
}

/** Whether the hull of a line is the line itself, so that no plan is lost by taking it. */
export function isExact(demand: Demand, at: number): boolean {
  if (demand.concave[at] === 1) return true;
  return (demand.hulls[at]?.pieces ?? []).every(({ chord }) => !chord);
}

/** What a line truly returns. */
export function curveReturnAt(demand: Demand, at: number, spend: number): number {
  if (demand.kind[at] === HILL_SUM) return hillSumReturn(demand, at, spend);
  const curve = demand.curves[at];
  return curve === undefined ? 0 : returnAt(curve, spend);
}

/** The slope of the same. */
export function curveSlopeAt(demand: Demand, at: number, spend: number): number {
  if (demand.kind[at] === HILL_SUM) return hillSumSlope(demand, at, spend);
  const curve = demand.curves[at];
  return curve === undefined ? 0 : marginalAt(curve, spend);
}

/** The height of what the search maximises: the curve, or its hull where it is not concave. */
export function reliefAt(demand: Demand, at: number, spend: number): number {
  const curve = demand.curves[at];
  const hull = demand.hulls[at];
  if (curve === undefined || hull === undefined) return curveReturnAt(demand, at, spend);
  return hullReturn(curve, hull, spend) + hull.slack;
}

/** Slope of the same just above a spend. */
export function reliefSlopeAt(demand: Demand, at: number, spend: number): number {
  const piece = demand.hulls[at]?.pieces.find(({ to }) => spend < to);
  return piece?.chord === true ? piece.slopeTo : curveSlopeAt(demand, at, spend);
}

/**
 * Fills `spend` and `response` of the places [from, end). Where a whole range of spends is as good (a straight piece
 * of just this slope), the smallest, or the largest.
 */
export function fillDemand(demand: Demand, from: number, end: number, multiplier: number, largest: boolean): void {
  const { kind, first, second, low, high, spend, response } = demand;
  if (largest && multiplier < MULTIPLIER_MIN) {
    for (let at = from; at < end; at += 1) {
      spend[at] = high[at] ?? 0;
      response[at] = 0;
    }
    return;
  }
  const price = Math.max(multiplier, MULTIPLIER_MIN);
  const root = 1 / Math.sqrt(price);
  const logarithm = Math.log(price);
  for (let at = from; at < end; at += 1) {
    const a = first[at] ?? 0;
    const b = second[at] ?? 0;
    let want = 0;
    let fall = 0;
    switch (kind[at] ?? HULL) {
      case HILL:
        want = root * a - b;
        fall = 0.5 * root * a;
        break;
      case POWER:
        want = Math.exp((a - logarithm) * b);
        fall = want * b;
        break;
      case LOGARITHMIC:
        fall = a / price;
        want = fall - b;
        break;
      case EXPONENTIAL:
        want = (a - logarithm) * b;
        fall = b;
        break;
      case LOGISTIC: {
        // The slope is a·sech²(x/b).
        const ratio = a / price;
        if (ratio > 1) {
          const rise = Math.acosh(Math.sqrt(ratio));
          want = rise * b;
          fall = b / (2 * Math.tanh(rise));
        }
        break;
      }
      case HILL_SUM:
        want = hillSumSpend(demand, at, price);
        fall = response[at] ?? 0;
        break;
      default:
        want = hullDemand(demand, at, price, largest);
        fall = response[at] ?? 0;
    }
    const floor = low[at] ?? 0;
    const ceiling = high[at] ?? 0;
    if (want > floor && want < ceiling) {
      spend[at] = want;
      response[at] = fall;
    } else {
      spend[at] = want >= ceiling ? ceiling : floor;
      response[at] = 0;
    }
  }
}

/** A curve in the form that costs least to evaluate. */
interface CurveForm {
  readonly curve: Curve;
  readonly kind: number;
  readonly isConcave: boolean;
  readonly hasKinks: boolean;
  readonly first: number;
  readonly second: number;
  readonly terms: Float64Array;
}

const NO_TERMS = new Float64Array(0);

/** Of one sum there are many questions: a slider asks a thousand for their demand at every move. */
const forms = new WeakMap<Curve, CurveForm>();

/** Sums are kept; of any other curve, finding the form takes longer than making it. */
function formOf(curve: Curve): CurveForm {
  if (curve.kind !== 'sum') return newForm(curve);
  const known = forms.get(curve);
  if (known !== undefined) return known;
  const form = newForm(curve);
  forms.set(curve, form);
  return form;
}

function newForm(given: Curve): CurveForm {
  const curve = simplified(given);
  const [first, second] = constantsOf(curve);
  return {
    curve,
    kind: kindOf(curve),
    isConcave: isConcave(curve),
    hasKinks: hasKinks(curve),
    first,
    second,
    terms: isHillSum(curve) ? Float64Array.from(curve.terms.flatMap(hillTerm)) : NO_TERMS,
  };
}

/** Numbers of a Hill term in `terms`. */
const TERM_WIDTH = 3;

function hillTerm(term: Curve): number[] {
  return term.kind === 'hill' ? [term.ceiling * term.halfSaturation, term.halfSaturation, term.ceiling] : [];
}

function hasKinks(curve: Curve): boolean {
  return curve.kind === 'points' || (curve.kind === 'sum' && curve.terms.some(hasKinks));
}

type Sum = Extract<Curve, { kind: 'sum' }>;

function isHillSum(curve: Curve): curve is Sum {
  return curve.kind === 'sum' && curve.terms.every((term) => term.kind === 'hill' && term.slope === 1);
}

/** Sums within sums made one, points in them made one, terms that return nothing left out, a sum of one made that one. */
function simplified(curve: Curve): Curve {
  if (curve.kind !== 'sum') return curve;
  if (isHillSum(curve) && curve.terms.length > 1) return curve;
  const flat = curve.terms.flatMap(flatTerms).filter((term) => !returnsNothing(term));
  const points = flat.filter((term) => term.kind === 'points');
  const others = flat.filter((term) => term.kind !== 'points');
  const terms = points.length > 0 ? [...others, pointsTogether(points)] : others;
  const [only] = terms;
  return terms.length === 1 && only !== undefined ? only : { kind: 'sum', terms };
}

function returnsNothing(curve: Curve): boolean {
  return ('ceiling' in curve && curve.ceiling === 0) || ('scale' in curve && curve.scale === 0);
}

function pointsTogether(curves: readonly Extract<Curve, { kind: 'points' }>[]): Curve {
  const spend = [...new Set(curves.flatMap((curve) => curve.spend))].sort((left, right) => left - right);
  return { kind: 'points', spend, return: spend.map((x) => returnAt({ kind: 'sum', terms: curves }, x)) };
}

function flatTerms(curve: Curve): readonly Curve[] {
  return curve.kind === 'sum' ? curve.terms.flatMap(flatTerms) : [curve];
}

function kindOf(curve: Curve): number {
  switch (curve.kind) {
    case 'hill':
      return curve.slope === 1 ? HILL : HULL;
    case 'power':
      return curve.exponent < 1 ? POWER : HULL;
    case 'logarithmic':
      return LOGARITHMIC;
    case 'exponential':
      return EXPONENTIAL;
    case 'logistic':
      return LOGISTIC;
    case 'points':
      return HULL;
    case 'sum':
      return isHillSum(curve) ? HILL_SUM : HULL;
  }
}

/** The constants of x(λ), from `spendAtMarginal`, in the form that costs least to evaluate. */
function constantsOf(curve: Curve): [first: number, second: number] {
  switch (curve.kind) {
    case 'hill':
      return [Math.sqrt(curve.ceiling) * Math.sqrt(curve.halfSaturation), curve.halfSaturation];
    case 'power':
      return [Math.log(curve.scale) + Math.log(curve.exponent), 1 / (1 - curve.exponent)];
    case 'logarithmic':
      return [curve.scale, 1 / curve.rate];
    case 'exponential':
      return [Math.log(curve.ceiling) + Math.log(curve.rate), 1 / curve.rate];
    case 'logistic':
      return [(curve.ceiling * curve.rate) / 2, 2 / curve.rate];
    case 'points':
    case 'sum':
      return [0, 0];
  }
}

/**
 * The spend at which a sum of Hill terms has a given slope. Newton's method on slope^(−½): that is concave in the spend
 * (Minkowski), so from the second step on it climbs to the root and never passes it.
 */
function hillSumSpend(demand: Demand, at: number, price: number): number {
  const { terms, spend, response } = demand;
  const low = demand.low[at] ?? 0;
  const high = demand.high[at] ?? 0;
  response[at] = 0;
  if ((demand.slopeLow[at] ?? 0) <= price) return low;
  if ((demand.slopeHigh[at] ?? 0) >= price) return high;
  const from = demand.first[at] ?? 0;
  const end = demand.second[at] ?? 0;
  let x = spend[at] ?? low;
  let stepBefore = Infinity;
  for (let round = 0; round < 60; round += 1) {
    let slope = 0;
    let bend = 0;
    for (let term = from; term < end; term += TERM_WIDTH) {
      const inverse = 1 / (x + (terms[term + 1] ?? 1));
      const part = (terms[term] ?? 0) * inverse * inverse;
      slope += part;
      bend += part * inverse;
    }
    response[at] = price / (2 * bend);
    const next = Math.min(high, Math.max(low, x + (Math.sqrt(slope / price) - 1) * (slope / bend)));
    const step = Math.abs(next - x);
    x = next;
    if (step <= 1e-9 * x || (round > 3 && step >= stepBefore)) break;
    stepBefore = step;
  }
  return x;
}

/** `returnAt` of a sum of Hill terms, from its flat numbers: to the last digit the same. */
function hillSumReturn({ first, second, terms }: Demand, at: number, spend: number): number {
  if (!(spend > 0)) return 0;
  const end = second[at] ?? 0;
  let total = 0;
  for (let term = first[at] ?? 0; term < end; term += TERM_WIDTH) {
    total += ((terms[term + 2] ?? 0) * spend) / (spend + (terms[term + 1] ?? 1));
  }
  return total;
}

/** `marginalAt` of the same. */
function hillSumSlope({ first, second, terms }: Demand, at: number, spend: number): number {
  const x = Math.max(0, spend);
  const end = second[at] ?? 0;
  let total = 0;
  for (let term = first[at] ?? 0; term < end; term += TERM_WIDTH) {
    const half = terms[term + 1] ?? 1;
    total += (((terms[term + 2] ?? 0) / (x + half)) * half) / (x + half);
  }
  return total;
}

function hullDemand(demand: Demand, at: number, price: number, largest: boolean): number {
  const curve = demand.curves[at];
  const hull = demand.hulls[at];
  demand.response[at] = 0;
  if (curve === undefined || hull === undefined) return 0;
  const want = hullSpend(curve, hull, price, largest);
  const onArc = hull.pieces.some(({ from, to, chord }) => !chord && want > from && want < to);
  const bend = onArc ? curvatureAt(curve, want) : 0;
  if (bend < 0) demand.response[at] = -price / bend;
  return want;
}
