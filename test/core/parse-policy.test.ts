import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import { refusal } from './refusal.ts';

const SMALLEST = 'currency: USD\ntimeZone: UTC\n';

const refusalOf = (text: string) => {
  const { code, message } = refusal(() => parsePolicy(text, 'policy.yaml'));
  expect(code).toBe('PolicyInvalid');
  expect(message).not.toContain('\n');
  return message;
};

describe('parsePolicy', () => {
  test('currency and time zone are enough, the defaults are the documented ones', () => {
    expect(parsePolicy(SMALLEST, 'policy.yaml')).toEqual({
      currency: 'USD',
      timeZone: 'UTC',
      budgetMicros: null,
      goal: 'revenue',
      margin: null,
      target: null,
      guardrails: {
        maxChange: 0.2,
        minBudgetMicros: null,
        maxBudgetMicros: null,
        cooldownDays: null,
        minConversions: 30,
        maxAgeDays: 3,
      },
      approval: 'manual',
      acceptDays: 400,
      accounts: {},
      outcomes: 'report',
      channels: [],
      groups: [],
      destinations: {},
    });
  });

  test('every documented key is read', () => {
    const policy = parsePolicy(
      `
currency: USD
timeZone: America/New_York
period: day                      # budgets are per day
budget: 12000
goal: profit
margin: 0.4
targets: { roas: 2.5 }
guardrails: { maxChange: 20%, minBudget: 0, maxBudget: 5000, cooldownDays: 0, minConversions: 30, maxAgeDays: 3 }
approval: auto
acceptDays: 400
accounts: { google: 1234567890123456789, meta: act_5 }
outcomes: events
channels:
  - { match: "google:*", max: 8000 }
  - { match: "meta:42:*", lock: true }
groups:
  - { name: brand, match: ["google:1:*", "microsoft:*"], min: 500, maxShare: 30% }
destinations: { google: sheet, meta: sheet }
`,
      'policy.yaml',
    );
    expect(policy).toEqual({
      currency: 'USD',
      timeZone: 'America/New_York',
      budgetMicros: 12_000_000_000,
      goal: 'profit',
      margin: 0.4,
      target: { kind: 'roas', value: 2.5 },
      guardrails: {
        maxChange: 0.2,
        minBudgetMicros: 0,
        maxBudgetMicros: 5_000_000_000,
        cooldownDays: 0,
        minConversions: 30,
        maxAgeDays: 3,
      },
      approval: 'auto',
      acceptDays: 400,
      accounts: { google: '1234567890123456789', meta: 'act_5' },
      outcomes: 'events',
      channels: [
        { match: 'google:*', minMicros: null, maxMicros: 8_000_000_000, lock: false },
        { match: 'meta:42:*', minMicros: null, maxMicros: null, lock: true },
      ],
      groups: [
        {
          name: 'brand',
          match: ['google:1:*', 'microsoft:*'],
          minMicros: 500_000_000,
          maxMicros: null,
          maxShare: 0.3,
        },
      ],
      destinations: { google: 'sheet', meta: 'sheet' },
    });
  });

  test('amounts keep every digit that a float would lose', () => {
    expect(parsePolicy(`${SMALLEST}budget: 4503599627.370497\n`, 'p').budgetMicros).toBe(4_503_599_627_370_497);
  });

  test('a share is written as a percentage or as a fraction', () => {
    for (const [text, value] of [
      ['20%', 0.2],
      ['0.2', 0.2],
      ['"35 %"', 0.35],
      ['150%', 1.5],
      ['0', 0],
    ] as const) {
      expect(parsePolicy(`${SMALLEST}guardrails: { maxChange: ${text} }\n`, 'p').guardrails.maxChange).toBe(value);
    }
    expect(refusalOf(`${SMALLEST}guardrails: { maxChange: 20 }\n`)).toBe(
      "policy.yaml, line 3: guardrails.maxChange: got '20', a share such as 20% or 0.2 is needed",
    );
  });

  test('a key left empty is a key not stated', () => {
    expect(parsePolicy(`${SMALLEST}budget:\ngroups: ~\ntargets: null\n`, 'p')).toEqual(parsePolicy(SMALLEST, 'p'));
  });

  test.each([
    ['gaurdrails: {}', "policy.yaml, line 3: unknown key 'gaurdrails'; did you mean 'guardrails'?"],
    [
      'guardrails: { maxchange: 1% }',
      "policy.yaml, line 3: guardrails: unknown key 'maxchange'; did you mean 'maxChange'?",
    ],
    [
      'targets: { marginalROAS: 2 }',
      "policy.yaml, line 3: targets: unknown key 'marginalROAS'; did you mean 'marginalRoas'?",
    ],
    [
      'channels:\n  - { match: "a", locked: true }',
      "policy.yaml, line 4: channels[0]: unknown key 'locked'; did you mean 'lock'?",
    ],
    [
      'groups:\n  - { name: b, match: [a], share: 3% }',
      "policy.yaml, line 4: groups[0]: unknown key 'share'; did you mean 'name'?",
    ],
  ])('an unknown key is refused at every level, the nearest known one named: %s', (text, message) => {
    expect(refusalOf(`${SMALLEST}${text}\n`)).toBe(message);
  });

  test.each([
    ['timeZone: UTC', 'policy.yaml: currency: is needed'],
    ['', 'policy.yaml: currency: is needed'],
    ['- a\n- b', 'policy.yaml: got a list, a map of keys and values is needed'],
    [
      'currency: usd\ntimeZone: UTC',
      "policy.yaml, line 1: currency: got 'usd', an ISO 4217 code such as USD is needed",
    ],
    ['currency: USD\ntimeZone: Mars/Base', "policy.yaml, line 2: timeZone: got 'Mars/Base', a time zone such as"],
    [
      `${SMALLEST}period: month`,
      "policy.yaml, line 3: period: got 'month', only 'day' is allowed: monthly and lifetime budgets are out of scope",
    ],
    [
      `${SMALLEST}budget: 12,000`,
      "policy.yaml, line 3: budget: got '12,000', an amount of at least 0 such as 12000 or 12.34 is needed",
    ],
    [
      'currency: usd\ntimeZone: UTC',
      "line 1: currency: got 'usd', an ISO 4217 code such as USD is needed; did you mean 'USD'?",
    ],
    [
      'currency: USD\ntimeZone: Nowhere',
      "line 2: timeZone: got 'Nowhere', a time zone such as America/New_York is needed",
    ],
    [`${SMALLEST}budget: -1`, "policy.yaml, line 3: budget: got '-1'"],
    [`${SMALLEST}budget: NaN`, "policy.yaml, line 3: budget: got 'NaN'"],
    [`${SMALLEST}budget: { a: 1 }`, 'policy.yaml, line 3: budget: got a map, an amount'],
    [
      `${SMALLEST}goal: profits`,
      "policy.yaml, line 3: goal: got 'profits', allowed: revenue, conversions, profit; did you mean 'profit'?",
    ],
    [
      `${SMALLEST}goal: profit`,
      "policy.yaml: margin: goal 'profit' needs the share of revenue left after costs, such as 0.4",
    ],
    [`${SMALLEST}margin: 40`, "policy.yaml, line 3: margin: got '40', a share above 0 such as 40% or 0.4 is needed"],
    [
      `${SMALLEST}targets: { roas: 2, cpa: 1 }`,
      'policy.yaml, line 3: targets: got roas and cpa, one of roas, marginalRoas, cpa is allowed',
    ],
    [
      `${SMALLEST}targets: { cpa: 1 }`,
      "policy.yaml, line 3: targets.cpa: goal is 'revenue'; a cost per conversion needs goal 'conversions'",
    ],
    [`${SMALLEST}targets: { roas: 0 }`, "policy.yaml, line 3: targets.roas: got '0', a number above 0 is needed"],
    [
      `${SMALLEST}guardrails: { minBudget: 10, maxBudget: 5 }`,
      'policy.yaml, line 3: guardrails.minBudget: 10 is above guardrails.maxBudget 5',
    ],
    [
      `${SMALLEST}channels:\n  - match: "a"\n    min: 10.5\n    max: 10`,
      'policy.yaml, line 5: channels[0].min: min 10.5 is above max 10',
    ],
    [
      `${SMALLEST}guardrails: { maxBudget: 5 }\nchannels:\n  - { match: a, min: 10 }`,
      'policy.yaml, line 5: channels[0].min: min 10 is above guardrails.maxBudget 5',
    ],
    [`${SMALLEST}channels: { match: a }`, 'policy.yaml, line 3: channels: got a map, a list is needed'],
    [`${SMALLEST}channels:\n  - { max: 5 }`, 'policy.yaml, line 4: channels[0].match: is needed'],
    [
      `${SMALLEST}channels:\n  - { match: a, lock: yes }`,
      "policy.yaml, line 4: channels[0].lock: got 'yes', allowed: true, false",
    ],
    [
      `${SMALLEST}groups:\n  - { name: a, match: [x] }\n  - { name: a, match: [y] }`,
      "policy.yaml, line 5: groups[1].name: two groups are named 'a'",
    ],
    [
      `${SMALLEST}groups:\n  - { name: a, match: [x], min: 3, max: 2 }`,
      'policy.yaml, line 4: groups[0].min: 3 is above max 2',
    ],
    [
      `${SMALLEST}groups:\n  - { name: a, match: [x], maxShare: 130% }`,
      "policy.yaml, line 4: groups[0].maxShare: got '130%'",
    ],
    [
      `${SMALLEST}groups:\n  - { name: a, match: [] }`,
      'policy.yaml, line 4: groups[0].match: at least one channel pattern is needed',
    ],
    [`${SMALLEST}guardrails: [20%]`, 'policy.yaml, line 3: guardrails: got a list, a map of keys and values is needed'],
    [
      `${SMALLEST}groups:\n  - { name: a, match: x }`,
      "policy.yaml, line 4: groups[0].match: got 'x', a list of channel",
    ],
    [`${SMALLEST}currency: EUR`, 'policy.yaml, line 3: not valid YAML: Map keys must be unique'],
    [`${SMALLEST}budget: [1`, 'policy.yaml, line 3: not valid YAML: '],
  ])('%j is refused', (text, message) => {
    expect(refusalOf(text)).toContain(message);
  });

  test('a rule may raise what the guardrails allow elsewhere', () => {
    const text = `${SMALLEST}guardrails: { maxBudget: 5000 }\nchannels:\n  - { match: "google:*", max: 8000, min: 6000 }\n`;
    expect(parsePolicy(text, 'p').channels[0]?.maxMicros).toBe(8_000_000_000);
  });

  test('an alias bomb is refused, not expanded', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
    expect(refusalOf(bomb)).toContain('not valid YAML');
  });
});
