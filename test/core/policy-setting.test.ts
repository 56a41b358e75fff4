import { describe, expect, test } from 'vitest';
import { policySetting } from '../../functions/core/policy-setting.ts';
import { refusal } from './refusal.ts';

describe('policySetting', () => {
  test('splits at the last equals sign, then at the last dot before it', () => {
    expect(policySetting('google:123:456.max=500')).toEqual({ channel: 'google:123:456', key: 'max', value: '500' });
    expect(policySetting('a=b.c:x.lock=true')).toEqual({ channel: 'a=b.c:x', key: 'lock', value: 'true' });
    expect(policySetting('a.min=1.50')).toEqual({ channel: 'a', key: 'min', value: '1.50' });
  });

  test('anything else is refused, naming what is allowed', () => {
    expect(refusal(() => policySetting('google:1:2'))).toMatchObject({ code: 'UsageError' });
    expect(refusal(() => policySetting('.max=3')).message).toContain('CHANNEL.KEY=VALUE');
    expect(refusal(() => policySetting('a.maximum=3')).message).toBe(
      "--set: unknown key 'maximum'; did you mean 'max'? (allowed: min, max, lock)",
    );
  });

  test('a guardrail or a target of the policy goes by its section', () => {
    expect(policySetting('guardrails.maxBudget=500')).toEqual({
      section: 'guardrails',
      key: 'maxBudget',
      value: '500',
    });
    expect(policySetting('targets.cpa=')).toEqual({ section: 'targets', key: 'cpa', value: '' });
  });

  test('a channel named as a section keeps its own limits', () => {
    expect(policySetting('guardrails.max=500')).toEqual({ channel: 'guardrails', key: 'max', value: '500' });
  });

  test('a guardrail no plan depends on is refused, naming those it does', () => {
    expect(refusal(() => policySetting('guardrails.maxAgeDays=9')).message).toBe(
      "--set: unknown key 'maxAgeDays'; did you mean 'maxChange'? (allowed: maxChange, minBudget, maxBudget, cooldownDays, minConversions)",
    );
    expect(refusal(() => policySetting('targets.roi=2')).message).toContain("did you mean 'roas'?");
  });
});
