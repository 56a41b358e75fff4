import { describe, expect, test } from 'vitest';
import { mergeCoverage } from '../../functions/core/source-coverage.ts';
import { defaultAsOf, deliveredAsOf, lateSources } from '../../functions/score/as-of.ts';

const source = (name: string, throughDay: string, lastActiveDay = throughDay) => ({
  source: name,
  throughDay,
  lastActiveDay,
});

describe('defaultAsOf', () => {
  test('is the day all active sources have delivered', () => {
    const coverage = [source('google', '2026-09-10'), source('meta', '2026-09-08'), source('tiktok', '2026-09-09')];
    expect(defaultAsOf(coverage, '2026-09-11')).toBe('2026-09-08');
  });

  test('a source silent for more than 7 days does not hold the others back', () => {
    const active = source('google', '2026-09-10');
    expect(defaultAsOf([active, source('meta', '2026-09-03')], '2026-09-11')).toBe('2026-09-03');
    expect(defaultAsOf([active, source('meta', '2026-09-02')], '2026-09-11')).toBe('2026-09-10');
  });

  test('a source without rows of late counts as delivered where its files go on', () => {
    const quiet = source('meta', '2026-09-10', '2026-09-05');
    expect(defaultAsOf([source('google', '2026-09-10'), quiet], '2026-09-11')).toBe('2026-09-10');
  });

  test('a day that has not ended is not scored', () => {
    expect(defaultAsOf([source('events', '2026-09-12')], '2026-09-11')).toBe('2026-09-11');
  });

  test('without data there is none', () => {
    expect(defaultAsOf([], '2026-09-11')).toBeUndefined();
  });
});

test('coverage of several batches is the latest of each day, in any order', () => {
  const batches = [source('meta', '2026-09-08', '2026-09-01'), source('meta', '2026-09-06', '2026-09-05')];
  const merged = [{ source: 'meta', throughDay: '2026-09-08', lastActiveDay: '2026-09-05' }];
  expect(mergeCoverage(batches)).toEqual(merged);
  expect(mergeCoverage(batches.toReversed())).toEqual(merged);
});

describe('deliveredAsOf', () => {
  const coverage = [source('google', '2026-09-10'), source('meta', '2026-09-08')];

  test('a day that somebody has delivered stands', () => {
    expect(deliveredAsOf(coverage, '2026-09-09')).toBe('2026-09-09');
    expect(deliveredAsOf(coverage, '2026-09-10')).toBe('2026-09-10');
  });

  test('a later one becomes the newest delivered: nobody knows what was spent since', () => {
    expect(deliveredAsOf(coverage, '2026-09-15')).toBe('2026-09-10');
  });

  test('without data there is none', () => {
    expect(deliveredAsOf([], '2026-09-15')).toBeUndefined();
  });
});

test('late sources are the active ones that have not delivered the day', () => {
  const coverage = [source('google', '2026-09-10'), source('meta', '2026-09-08'), source('tiktok', '2026-08-01')];
  expect(lateSources(coverage, '2026-09-10').map(({ source: name }) => name)).toEqual(['meta']);
  expect(lateSources(coverage, '2026-09-08')).toEqual([]);
});
