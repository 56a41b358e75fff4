import { expect, test } from 'vitest';
import { platformDefaults } from '../../functions/core/platform-defaults.ts';

test('TikTok asks for $50 and 2 days (ads.tiktok.com/help/article/budget), an unknown platform for nothing', () => {
  expect(platformDefaults('tiktok')).toEqual({ minBudgetUsdMicros: 50_000_000, cooldownDays: 2 });
  expect(platformDefaults('radio')).toEqual({ minBudgetUsdMicros: null, cooldownDays: 0 });
  expect(platformDefaults('constructor')).toEqual({ minBudgetUsdMicros: null, cooldownDays: 0 });
});
