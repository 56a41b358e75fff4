import { describe, expect, test } from 'vitest';
import { verdictOn, type Evidence } from '../../functions/score/verdict.ts';

const good: Evidence = Object.freeze({
  days: 90,
  spendDays: 90,
  returnDays: 80,
  conversions: 412,
  outcomeMicros: 1n,
  bestDayShare: 0.1,
  daysSinceSpend: 0,
  spendVariation: 0.3,
  hasCurve: true,
});
const trusted = (reason: string) => ({ verdict: 'trusted', reason });
const untrusted = (reason: string) => ({ verdict: 'untrusted', reason });

describe('verdictOn', () => {
  test('trusts enough evidence, saying how much', () => {
    expect(verdictOn(good, 30)).toEqual(trusted('412 conversions in 90 days'));
    expect(verdictOn({ ...good, conversions: null }, 30)).toEqual(trusted('80 days with return in 90 days'));
  });

  test('conversions: 30 pass, one less does not', () => {
    expect(verdictOn({ ...good, conversions: 30 }, 30).verdict).toBe('trusted');
    expect(verdictOn({ ...good, conversions: 29 }, 30)).toEqual(untrusted('29 conversions, 30 needed'));
    expect(verdictOn({ ...good, conversions: 1 }, 30)).toEqual(untrusted('1 conversion, 30 needed'));
    expect(verdictOn({ ...good, conversions: 29.97 }, 30)).toEqual(untrusted('29.9 conversions, 30 needed'));
  });

  test('days with return where conversions are not delivered: 28 pass, one less does not', () => {
    const plain = { ...good, conversions: null };
    expect(verdictOn({ ...plain, returnDays: 28 }, 30).verdict).toBe('trusted');
    expect(verdictOn({ ...plain, returnDays: 27 }, 30)).toEqual(untrusted('27 days with return, 28 needed'));
  });

  test.each([
    [{ days: 0 }, 'no data yet'],
    [{ spendDays: 0 }, 'no spend'],
    [{ outcomeMicros: null }, 'no source delivers conversions'],
    [{ outcomeMicros: 0n }, 'no return'],
    [{ outcomeMicros: -5n }, 'refunds exceed the return'],
    [{ spendDays: 6 }, '6 days with spend, 7 needed'],
    [{ daysSinceSpend: 28 }, 'no spend in the last 28 days'],
    [{ spendVariation: 0.004 }, 'spend varied by 0.4 %, at least 1 % needed to see a slope'],
    [{ bestDayShare: 0.51 }, 'one day holds 51 % of the return'],
    [{ hasCurve: false }, 'no response curve'],
  ])('distrusts %o', (part, reason) => {
    expect(verdictOn({ ...good, ...part }, 30)).toEqual(untrusted(reason));
  });

  test.each([{ spendDays: 7 }, { daysSinceSpend: 27 }, { spendVariation: 0.01 }, { bestDayShare: 0.5 }])(
    'trusts %o, just enough',
    (part) => {
      expect(verdictOn({ ...good, ...part }, 30).verdict).toBe('trusted');
    },
  );
});
