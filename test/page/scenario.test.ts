import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changed, fragmentOf, NEW_SESSION, overridesOf, sessionIn, type Scenario } from '../../page/scenario.ts';

const known = { channels: new Set(['google:1:2', '<b>"&\u2028']), goals: ['revenue', 'conversions'] };

const text = fc.string({ maxLength: 24 });
const limits = fc.dictionary(
  fc.constantFrom(...known.channels),
  fc.record({ min: text, max: text, lock: fc.boolean() }, { requiredKeys: [] }),
  { noNullPrototype: true },
);
const scenario: fc.Arbitrary<Scenario> = fc.record(
  {
    name: fc.string({ maxLength: 60, unit: 'grapheme' }).filter((name) => name.length <= 60),
    budget: text,
    goal: fc.constantFrom(...known.goals),
    targetRoas: text,
    maxChange: text,
    guardrails: fc
      .record({ minBudget: text, maxBudget: text, cooldownDays: text, minConversions: text }, { requiredKeys: [] })
      .map((texts) => ({ ...texts })),
    limits,
  },
  { requiredKeys: ['name', 'limits'], noNullPrototype: true },
);

describe('the address', () => {
  test('brings every session back', () => {
    fc.assert(
      fc.property(fc.array(scenario, { minLength: 1, maxLength: 6 }), fc.nat(), (scenarios, at) => {
        const session = { scenarios, open: at % scenarios.length };
        fc.pre(scenarios.every(({ name }) => name.isWellFormed()));
        const fragment = fragmentOf(session);
        expect(fragment).toMatch(/^[\w.!~*'()%-]*$/);
        expect(fragment === '' ? NEW_SESSION : sessionIn(`#${fragment}`, known)).toEqual(session);
      }),
    );
  });

  test('says nothing of a page nobody has touched', () => {
    expect(fragmentOf(NEW_SESSION)).toBe('');
  });

  test.each([
    ['', 'nothing'],
    ['%', 'a broken escape'],
    ['%7B%7D', 'an empty object'],
    [encodeURIComponent('{"scenarios":[],"open":0}'), 'no scenario'],
    [encodeURIComponent('{"scenarios":[{"name":"a","limits":{},"script":"x"}],"open":0}'), 'an unknown key'],
    [encodeURIComponent(JSON.stringify({ scenarios: [{ name: 'a'.repeat(61), limits: {} }], open: 0 })), 'a long name'],
  ])('%s (%s) is no session', (fragment) => {
    expect(sessionIn(fragment, known)).toBeNull();
  });

  test('outlives campaigns and goals: what the account lacks is left out', () => {
    const session = {
      scenarios: [{ name: 'old', goal: 'profit', limits: { 'gone:1:2': { lock: true }, 'google:1:2': { max: '5' } } }],
      open: 7,
    };
    expect(sessionIn(fragmentOf(session), known)).toEqual({
      scenarios: [{ name: 'old', limits: { 'google:1:2': { max: '5' } } }],
      open: 0,
    });
  });
});

test('no target lifts that of the policy', () => {
  expect(overridesOf({ name: 'n', targetRoas: 'none', limits: {} })).toEqual({ set: ['targets.roas='] });
});

test('a scenario is the options of what-if, in the order of channel ids', () => {
  const given: Scenario = {
    name: 'n',
    budget: '9000',
    maxChange: '30%',
    guardrails: { minConversions: '10', maxBudget: '900' },
    limits: { 'meta:1:2': { lock: true }, 'google:1:2.3': { min: '5', max: '50' } },
  };
  expect(overridesOf(given)).toEqual({
    budget: '9000',
    maxChange: '30%',
    set: [
      'guardrails.maxBudget=900',
      'guardrails.minConversions=10',
      'google:1:2.3.min=5',
      'google:1:2.3.max=50',
      'meta:1:2.lock=true',
    ],
  });
});

test('what is taken away leaves the policy standing', () => {
  const given: Scenario = { name: 'n', budget: '9000', limits: {} };
  expect(changed(given, { budget: undefined })).toEqual({ name: 'n', limits: {} });
  expect(overridesOf(changed(given, { budget: undefined }))).toEqual({});
});
