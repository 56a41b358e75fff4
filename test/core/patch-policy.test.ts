import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import { patchPolicy } from '../../functions/core/patch-policy.ts';
import { ruleFor } from '../../functions/core/policy.ts';
import { refusal } from './refusal.ts';

const SMALLEST = 'currency: USD\ntimeZone: UTC\n';

describe('patchPolicy', () => {
  const policy = Object.freeze(
    parsePolicy(
      `${SMALLEST}channels:\n  - { match: "google:*", min: 5, max: 80 }\n  - { match: "*", lock: true }\n`,
      'p',
    ),
  );

  test('nothing asked is the same policy', () => {
    expect(patchPolicy(policy, {})).toEqual(policy);
  });

  test('budget, maximal change, goal and target replace the policy', () => {
    expect(
      patchPolicy(policy, { budget: '4095', maxChange: '30%', goal: 'conversions', targetRoas: '3' }),
    ).toMatchObject({
      budgetMicros: 4_095_000_000,
      goal: 'conversions',
      target: { kind: 'roas', value: 3 },
      guardrails: { maxChange: 0.3 },
    });
  });

  test('a setting goes first, for that channel alone, and keeps the rest of the rule', () => {
    const patched = patchPolicy(policy, { set: ['google:1:2.max=500', 'google:1:2.lock=true'] });
    expect(ruleFor(patched, 'google:1:2')).toEqual({
      match: 'google:1:2',
      minMicros: 5_000_000,
      maxMicros: 500_000_000,
      lock: true,
    });
    expect(ruleFor(patched, 'google:1:3')?.maxMicros).toBe(80_000_000);
    expect(policy.channels).toHaveLength(2);
  });

  test('what the file would not be allowed is not allowed here', () => {
    expect(refusal(() => patchPolicy(policy, { budget: '1e4' })).message).toBe(
      "--budget: got '1e4', an amount of at least 0 such as 12000 or 12.34 is needed",
    );
    expect(refusal(() => patchPolicy(policy, { goal: 'profit' }))).toEqual({
      code: 'PolicyInvalid',
      message: "what-if: margin: goal 'profit' needs the share of revenue left after costs, such as 0.4",
    });
    expect(refusal(() => patchPolicy(policy, { set: ['google:1:2.max=4'] })).message).toBe(
      'what-if: channels[0].min: min 5 is above max 4',
    );
    expect(refusal(() => patchPolicy(policy, { set: ['google:1:2.lock=maybe'] })).message).toContain(
      "--set google:1:2.lock: got 'maybe', allowed: true, false",
    );
  });

  test('guardrails and targets are set as the file would set them', () => {
    const guardrails = ['maxChange=0.5', 'minBudget=2', 'maxBudget=70', 'cooldownDays=5', 'minConversions=12'];
    const target = 'targets: { marginalRoas: 1.5 }';
    const written = parsePolicy(
      `${SMALLEST}guardrails: { ${guardrails.join(', ').replaceAll('=', ': ')} }\n${target}\n`,
      'p',
    );
    const set = [...guardrails.map((each) => `guardrails.${each}`), 'targets.marginalRoas=1.5'];
    expect(patchPolicy(parsePolicy(SMALLEST, 'p'), { set })).toEqual(written);
  });

  test('an empty value is a key not stated', () => {
    const strict = parsePolicy(
      `${SMALLEST}guardrails: { maxChange: 5%, minBudget: 1, maxBudget: 9, cooldownDays: 3, minConversions: 90 }\ntargets: { roas: 3 }\n`,
      'p',
    );
    const keys = ['maxChange', 'minBudget', 'maxBudget', 'cooldownDays', 'minConversions'];
    const set = [...keys.map((key) => `guardrails.${key}=`), 'targets.roas='];
    expect(patchPolicy(strict, { set })).toEqual(parsePolicy(SMALLEST, 'p'));
  });

  test('of two values for one key the last counts, and no order of keys matters', () => {
    expect(patchPolicy(policy, { set: ['guardrails.maxBudget=5', 'guardrails.maxBudget=50'] })).toEqual(
      patchPolicy(policy, { set: ['guardrails.maxBudget=50'] }),
    );
    expect(patchPolicy(policy, { maxChange: '30%', set: ['guardrails.maxChange=40%'] }).guardrails.maxChange).toBe(0.4);
  });

  test('a guardrail that cannot be read, or hold, is refused by its name', () => {
    expect(refusal(() => patchPolicy(policy, { set: ['guardrails.maxBudget=lots'] })).message).toBe(
      "--set guardrails.maxBudget: got 'lots', an amount of at least 0 such as 12000 or 12.34 is needed",
    );
    expect(
      refusal(() => patchPolicy(policy, { set: ['guardrails.minBudget=9', 'guardrails.maxBudget=8'] })).message,
    ).toBe('what-if: guardrails.minBudget: 9 is above guardrails.maxBudget 8');
    expect(refusal(() => patchPolicy(policy, { set: ['targets.cpa=3'] })).message).toContain('targets.cpa: goal is');
  });
});
