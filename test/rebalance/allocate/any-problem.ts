import fc from 'fast-check';
import type { Curve } from '../../../functions/core/curve.ts';
import type { Problem, ProblemGroup, ProblemLine } from '../../../functions/rebalance/allocate/problem.ts';

/** Thousandths: nothing is near zero without being zero, so a tolerance means what it says. */
const share = fc.integer({ min: 0, max: 1000 }).map((part) => part / 1000);
const ceiling = fc.oneof(
  { weight: 9, arbitrary: share.map((part) => 10 * part) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const scale = share.map((part) => 0.5 + 10 * part);
const rate = share.map((part) => 0.05 + part);

const hill = (slope: fc.Arbitrary<number>): fc.Arbitrary<Curve> =>
  fc.record({ kind: fc.constant('hill'), ceiling, halfSaturation: scale, slope });

const leaf: fc.Arbitrary<Curve>[] = [
  hill(fc.constant(1)),
  hill(share.map((part) => 0.3 + 0.7 * part)),
  fc.record({ kind: fc.constant('power'), scale: ceiling, exponent: share.map((part) => 0.1 + 0.9 * part) }),
  fc.record({ kind: fc.constant('power'), scale: ceiling, exponent: fc.constant(1) }),
  fc.record({ kind: fc.constant('logarithmic'), scale: ceiling, rate }),
  fc.record({ kind: fc.constant('exponential'), ceiling, rate }),
  fc.record({ kind: fc.constant('logistic'), ceiling, rate }),
];

/** Points a whole number of units apart; their slopes fall, or are as they come. */
function points(concave: boolean): fc.Arbitrary<Curve> {
  return fc
    .array(fc.record({ width: fc.integer({ min: 1, max: 4 }), slope: share }), { minLength: 1, maxLength: 5 })
    .map((segments) => {
      let x = 0;
      let y = 0;
      let slope = 5;
      const spend: number[] = [];
      const returned: number[] = [];
      for (const segment of segments) {
        slope = concave ? slope * segment.slope : 5 * segment.slope;
        x += segment.width;
        y += slope * segment.width;
        spend.push(x);
        returned.push(y);
      }
      return { kind: 'points', spend, return: returned };
    });
}

function sumOf(terms: fc.Arbitrary<Curve>): fc.Arbitrary<Curve> {
  return fc.record({ kind: fc.constant('sum'), terms: fc.array(terms, { minLength: 1, maxLength: 3 }) });
}

const concaveLeaf = fc.oneof(...leaf, points(true));
const anyLeaf = fc.oneof(...leaf, points(false), hill(share.map((part) => 1 + 3 * part)));

export const concaveCurve: fc.Arbitrary<Curve> = fc.oneof({ weight: 4, arbitrary: concaveLeaf }, sumOf(concaveLeaf));
export const anyCurve: fc.Arbitrary<Curve> = fc.oneof({ weight: 4, arbitrary: anyLeaf }, sumOf(anyLeaf));

const box = fc.record({ min: fc.integer({ min: 0, max: 3 }), width: fc.option(fc.integer({ min: 0, max: 9 })) });

/** Limits of lines and groups are whole numbers; the groups of `count` lines, by number, nest. */
const GROUPS = [[0, 1], [0, 1, 2], [3], [0]] as const;

/** A problem of one to four lines with a whole budget of at most 12; it may be infeasible. */
export function anyProblem(
  curve: fc.Arbitrary<Curve>,
): fc.Arbitrary<Problem & { budget: number; lines: ProblemLine[] }> {
  return fc
    .record({
      budget: fc.integer({ min: 0, max: 12 }),
      lines: fc.array(fc.record({ curve, box, loose: fc.boolean() }), { minLength: 1, maxLength: 4 }),
      groups: fc.tuple(...GROUPS.map(() => fc.option(box, { freq: 2 }))),
    })
    .map(({ budget, lines, groups }) => {
      const ids = lines.map((_, index) => `line ${index}`);
      return {
        budget,
        lines: lines.map(({ curve: shape, box: { min, width }, loose }, index) => ({
          id: `line ${index}`,
          min: loose ? 0 : min,
          max: width === null ? null : min + width,
          curve: shape,
        })),
        groups: groups.flatMap((limits, index): ProblemGroup[] => {
          const members = (GROUPS[index] ?? []).flatMap((member) => ids[member] ?? []);
          if (limits === null || members.length === 0) return [];
          const { min, width } = limits;
          return [{ id: `group ${index}`, lines: members, min, max: width === null ? null : min + width }];
        }),
      };
    });
}
