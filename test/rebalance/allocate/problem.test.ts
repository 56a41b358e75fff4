import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../../functions/core/errors.ts';
import { parseProblem } from '../../../functions/rebalance/allocate/problem.ts';

const hill = { kind: 'hill', ceiling: 10, halfSaturation: 5, slope: 1 };
const line = { id: 'a', curve: hill };

function refusal(problem: unknown): { code: string; message: string } {
  try {
    parseProblem(problem);
  } catch (error) {
    if (error instanceof MarginalError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('the problem was taken');
}

function withCurve(curve: unknown): unknown {
  return { budget: 1, lines: [{ id: 'a', curve }] };
}

describe('taken', () => {
  const groups = [
    { id: 'all', lines: ['a', 'b', 'c'], max: null },
    { id: 'two', lines: ['b', 'a'], min: 1 },
    { id: 'two again', lines: ['a', 'b'] },
    { id: 'none', lines: [] },
  ];
  test.each<[string, unknown]>([
    ['the least there can be', { budget: 0, lines: [line] }],
    ['no limit said as null', { budget: 1, unit: null, lines: [{ ...line, min: 0, max: null }] }],
    ['zero-width limits', { budget: 1, lines: [{ ...line, min: 1, max: 1 }] }],
    ['a target without a budget', { objective: { targetRoas: 2 }, lines: [line] }],
    ['a target under a ceiling', { budget: 5, objective: { targetCpa: 0.5 }, lines: [line] }],
    ['the objective by name', { budget: 5, objective: 'return', lines: [line] }],
    [
      'nested, equal and empty groups',
      { budget: 5, lines: ['a', 'b', 'c'].map((id) => ({ id, curve: hill })), groups },
    ],
    ['power', withCurve({ kind: 'power', scale: 1, exponent: 1 })],
    ['logarithmic', withCurve({ kind: 'logarithmic', scale: 1, rate: 1 })],
    ['exponential', withCurve({ kind: 'exponential', ceiling: 0, rate: 1 })],
    ['logistic', withCurve({ kind: 'logistic', ceiling: 1, rate: 1e-9 })],
    ['points from (0, 0)', withCurve({ kind: 'points', spend: [0, 1, 2], return: [0, 1, 1] })],
    ['points from elsewhere', withCurve({ kind: 'points', spend: [1, 2], return: [1, 1] })],
    ['a sum of sums', withCurve({ kind: 'sum', terms: [hill, { kind: 'sum', terms: [hill] }] })],
  ])('%s', (_, problem) => {
    expect(parseProblem(problem)).toEqual(problem);
  });
});

describe('refused, saying where, what was got and what is allowed', () => {
  const two = [line, { ...line, id: 'b' }];
  test.each<[string, unknown, string]>([
    ['not an object', 7, 'the problem: got 7; allowed: an object'],
    ['no lines', { budget: 1 }, 'lines is missing'],
    ['an empty list of lines', { budget: 1, lines: [] }, 'lines: got an empty list; allowed: at least 1 line'],
    ['a list for the whole', [], 'the problem: got an empty list; allowed: an object'],
    [
      'a list for a curve',
      { budget: 1, lines: [{ id: 'a', curve: [1] }] },
      'lines[0].curve: got a list; allowed: an object',
    ],
    ['a list for a line', { budget: 1, lines: [[]] }, 'lines[0]: got an empty list; allowed: an object'],
    ['no budget', { lines: [line] }, 'budget is missing; the objective "return" needs a number of at least 0'],
    [
      'no budget said as null',
      { budget: null, lines: [line] },
      'budget: got null; the objective "return" needs a number of at least 0',
    ],
    ['a negative budget', { budget: -1, lines: [line] }, 'budget: got -1; allowed: a number of at least 0'],
    ['a budget that is NaN', { budget: NaN, lines: [line] }, 'budget: got NaN; allowed: a number'],
    ['an endless budget', { budget: Infinity, lines: [line] }, 'budget: got Infinity; allowed: a finite number'],
    ['a unit of 0', { budget: 1, unit: 0, lines: [line] }, 'unit: got 0; allowed: a number above 0'],
    ['an unknown key', { budgt: 1, lines: [line] }, "budgt: unknown key; did you mean 'budget'?"],
    [
      'an unknown key of a line',
      { budget: 1, lines: [{ ...line, maximum: 1 }] },
      "lines[0].maximum: unknown key; did you mean 'max'?",
    ],
    [
      'an unknown key of a curve',
      withCurve({ ...hill, slop: 1 }),
      "lines[0].curve.slop: unknown key; did you mean 'slope'?",
    ],
    [
      'an unknown key of a group',
      { budget: 1, lines: two, groups: [{ id: 'g', lines: [], mx: 1 }] },
      "groups[0].mx: unknown key; did you mean 'max'?",
    ],
    [
      'an unknown kind of curve',
      withCurve({ ...hill, kind: 'hil' }),
      "lines[0].curve.kind: got 'hil'; allowed: hill, power, logarithmic, exponential, logistic, points, sum",
    ],
    ['a curve without a kind', withCurve({ ceiling: 1 }), 'lines[0].curve.kind is missing'],
    ['no curve', { budget: 1, lines: [{ id: 'a' }] }, 'lines[0].curve is missing'],
    ['a curve without a part', withCurve({ kind: 'power', scale: 1 }), 'lines[0].curve.exponent is missing'],
    [
      'a negative ceiling',
      withCurve({ ...hill, ceiling: -1 }),
      'lines[0].curve.ceiling: got -1; allowed: a number of at least 0',
    ],
    [
      'an exponent above 1',
      withCurve({ kind: 'power', scale: 1, exponent: 1.5 }),
      'lines[0].curve.exponent: got 1.5; allowed: a number above 0 and at most 1',
    ],
    ['text for a number', withCurve({ ...hill, ceiling: '10' }), "lines[0].curve.ceiling: got '10'; allowed: a number"],
    [
      'spends that do not rise',
      withCurve({ kind: 'points', spend: [1, 1], return: [1, 2] }),
      'lines[0].curve.spend: got a list; allowed: numbers that rise',
    ],
    [
      'returns that fall',
      withCurve({ kind: 'points', spend: [1, 2], return: [2, 1] }),
      'lines[0].curve.return: got a list; allowed: numbers that never fall',
    ],
    [
      'spends and returns of two lengths',
      withCurve({ kind: 'points', spend: [1, 2], return: [2] }),
      'lines[0].curve: got 2 numbers in spend and 1 in return; as many of each are needed',
    ],
    [
      'a return for nothing',
      withCurve({ kind: 'points', spend: [0], return: [2] }),
      'lines[0].curve.return[0]: got 2 at a spend of 0; a curve starts at (0, 0)',
    ],
    [
      'a sum of nothing',
      withCurve({ kind: 'sum', terms: [] }),
      'lines[0].curve.terms: got an empty list; allowed: at least 1 term',
    ],
    [
      'a fault deep in a sum',
      withCurve({ kind: 'sum', terms: [hill, { ...hill, slope: 0 }] }),
      'lines[0].curve.terms[1].slope: got 0; allowed: a number above 0',
    ],
    [
      'min above max',
      { budget: 1, lines: [{ ...line, min: 2, max: 1 }] },
      "lines[0] ('a'): min 2 is above max 1; min is at most max",
    ],
    [
      'a negative min',
      { budget: 1, lines: [{ ...line, min: -2 }] },
      'lines[0].min: got -2; allowed: a number of at least 0',
    ],
    [
      'two lines of one id',
      { budget: 1, lines: [line, line] },
      "lines[1].id: got 'a', which is lines[0].id already; each id is used once",
    ],
    [
      'a group of an unknown line',
      { budget: 1, lines: two, groups: [{ id: 'g', lines: ['bb'] }] },
      "groups[0].lines[0]: no line 'bb'; did you mean 'b'?",
    ],
    [
      'a group that names a line twice',
      { budget: 1, lines: two, groups: [{ id: 'g', lines: ['a', 'a'] }] },
      "groups[0].lines[1]: got 'a', which is groups[0].lines[0] already; each id is used once",
    ],
    [
      'an unknown target',
      { budget: 1, lines: two, objective: { targetROAS: 1 } },
      'objective: got an object; allowed: return, {"targetRoas": …}, {"targetCpa": …}, {"targetMarginalRoas": …}, {"targetReturn": …}',
    ],
    [
      'two targets',
      { budget: 1, lines: two, objective: { targetRoas: 1, targetCpa: 1 } },
      'objective: got an object; allowed: one target at a time: return, {"targetRoas": …}, {"targetCpa": …}, {"targetMarginalRoas": …}, {"targetReturn": …}',
    ],
    [
      'a target of 0',
      { budget: 1, lines: two, objective: { targetRoas: 0 } },
      'objective.targetRoas: got 0; allowed: a number above 0',
    ],
  ])('%s', (_, problem, message) => {
    expect(refusal(problem)).toEqual({ code: 'ProblemInvalid', message });
  });

  test('sums within sums without end', () => {
    let curve: unknown = hill;
    for (let depth = 0; depth < 5000; depth += 1) curve = { kind: 'sum', terms: [curve] };
    expect(refusal(withCurve(curve)).message).toContain('at most 8 sums within sums');
  });

  test('groups that share lines without one holding the other', () => {
    const lines = ['a', 'b', 'c'].map((id) => ({ id, curve: hill }));
    const groups = [
      { id: 'search', lines: ['a', 'b'] },
      { id: 'brand', lines: ['b', 'c'] },
    ];
    expect(refusal({ budget: 1, lines, groups })).toEqual({
      code: 'GroupClash',
      message: "groups 'search' and 'brand' share lines but neither holds the other; nest them or keep them apart",
    });
  });
});
