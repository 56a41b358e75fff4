import { describe, expect, test } from 'vitest';
import { encodeJson } from '../../functions/core/json.ts';
import { readScoreSheet } from '../../functions/core/score-sheet.ts';
import type { ScoreSheet } from '../../functions/core/scored.ts';

const sheet: ScoreSheet = {
  asOf: '2026-09-30',
  since: null,
  currency: 'USD',
  goal: 'revenue',
  factsHash: 'abc',
  channels: [
    {
      channel: 'google:1:a',
      name: 'Brand',
      platform: 'google',
      days: 1,
      spendMicros: 2n ** 60n,
      returnMicros: 5,
      conversions: null,
      roas: null,
      roasLow: null,
      roasHigh: null,
      marginalRoas: 2,
      marginalRoasLow: 1,
      marginalRoasHigh: 3,
      completeness: 1,
      verdict: 'trusted',
      reason: '412 conversions in 90 days',
      currentMicros: 10_000,
      currentSource: 'report',
      budgetKind: 'daily',
      paused: false,
      lastChangedAtMs: null,
      posterior: {
        referenceMicros: 1e6,
        valueMicros: 1e6,
        components: [{ weight: 1, halfSaturation: 1, slope: 1, levelShape: 2 ** 60, levelRate: 1e-9 }],
      },
      series: [{ day: '2026-09-30', spendMicros: 5, returnMicros: 5, conversionMicros: null, completeness: 1 }],
    },
  ],
};
const bytes = (text: string) => new TextEncoder().encode(text);

describe('readScoreSheet', () => {
  test('gives back what was written, sums beyond 2^53 to the micro', () => {
    expect(readScoreSheet(bytes(encodeJson(sheet)))).toEqual(sheet);
  });

  test('a missing or foreign object is refused', () => {
    expect(() => readScoreSheet(undefined)).toThrow('the scores of this run are not in the store');
    expect(() => readScoreSheet(bytes('{"asOf":"2026-09-30"}'))).toThrow('cannot be read');
  });
});
