import { describe, expect, test } from 'vitest';
import { playSeed } from '../../../bench/decisions/play-seed.ts';
import { summaryOf } from '../../../bench/decisions/summary.ts';

const POLICIES = ['hold', 'roasShare', 'ours', 'knownShape', 'nearOracle', 'farOracle', 'freeOracle'];

describe('a seed of the smallest scenario', () => {
  const outcomes = new Map(POLICIES.map((policy) => [policy, playSeed('A5', 1, policy)]));
  const summary = (policy: string) => summaryOf(new Map([[1, outcomes]]), policy);

  test('nobody spends more than the budget or leaves the limits', () => {
    for (const policy of POLICIES) {
      expect(summary(policy).overspend).toBeLessThan(0.005);
      expect(summary(policy).breaks).toBe(0);
    }
  });

  test('holding captures nothing, knowing the shapes nearly all, the free oracle regrets nothing', () => {
    expect(summary('hold').captures.every((capture) => capture === 0)).toBe(true);
    expect(summary('knownShape').captures.at(-1)).toBeGreaterThan(90);
    expect(summary('freeOracle').regret).toBe(0);
  });

  test('only what makes claims is judged by them', () => {
    expect(summary('roasShare').claims).toBeNull();
    expect(summary('ours').claims?.coverage).toBeGreaterThan(0);
  });

  test('plays the same twice', () => {
    expect(playSeed('A5', 1, 'ours').value).toEqual(outcomes.get('ours')?.value);
  });
});
