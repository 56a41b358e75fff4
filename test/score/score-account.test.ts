import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../functions/core/calendar.ts';
import { meanMarginal, drawCurves, unitReturns } from '../../functions/core/curve-posterior.ts';
import { encodeJson } from '../../functions/core/json.ts';
import { gammaSample } from '../../functions/core/numeric/gamma-sample.ts';
import { normalSample } from '../../functions/core/numeric/normal-sample.ts';
import { randomFrom, type Random } from '../../functions/core/numeric/random.ts';
import type { DayRollup } from '../../functions/core/rollup.ts';
import type { ScoreSheet } from '../../functions/core/scored.ts';
import { MODEL_DAYS } from '../../functions/score/score-account.ts';
import { AS_OF, bookEntry, channelOf, history, POLICY, rolled, score, type DayFigures } from './account.ts';

const hill = (ceiling: number, half: number, x: number) => (ceiling * x) / (x + half);

function budgeted(budgets: Readonly<Record<string, number>>) {
  return {
    facts: {
      book: Object.entries(budgets).map(([channel, daily]) =>
        bookEntry(channel, { budgetFromFile: { micros: Math.round(daily * 1e6), atMs: 1 } }),
      ),
    },
  };
}

/** Steps of a thousandth of the budget to the highest mean slope, each line within ±20 % of today's. */
function proposal({ channels }: ScoreSheet): number[] {
  const spends = channels.map(({ currentMicros }) => 0.8 * currentMicros);
  const total = channels.reduce((sum, { currentMicros }) => sum + currentMicros, 0);
  const step = (0.2 * total) / 1000;
  for (let given = 0; given < 1000; given += 1) {
    const slopes = channels.map(({ posterior, currentMicros }, index) => {
      const next = (spends[index] ?? 0) + step;
      return posterior === null || next > 1.2 * currentMicros ? -1 : meanMarginal(posterior, next);
    });
    const steepest = slopes.indexOf(Math.max(...slopes));
    spends[steepest] = (spends[steepest] ?? 0) + step;
  }
  return spends;
}

function probabilityBetter({ channels }: ScoreSheet, spends: readonly number[]): number {
  const draws = 400;
  const random = randomFrom('better');
  const gains = new Float64Array(draws);
  for (const [index, { posterior, currentMicros }] of channels.entries()) {
    if (posterior === null) continue;
    const { components, ceilingsMicros } = drawCurves(posterior, draws, random);
    const [then, now] = [unitReturns(posterior, spends[index] ?? 0), unitReturns(posterior, currentMicros)];
    for (const [draw, ceiling] of ceilingsMicros.entries()) {
      const component = components[draw] ?? 0;
      gains[draw] = (gains[draw] ?? 0) + ceiling * ((then[component] ?? 0) - (now[component] ?? 0));
    }
  }
  return gains.filter((gain) => gain > 0).length / draws;
}

const campaignId = (index: number) => `google:1:${101 + index}`;

describe('a rich account', () => {
  // Ceiling, half-saturation and today's daily spend of six campaigns.
  const campaigns: readonly (readonly [number, number, number])[] = [
    [2400, 900, 300],
    [5200, 700, 800],
    [900, 150, 400],
    [7800, 2600, 500],
    [1500, 90, 250],
    [3000, 1400, 900],
  ];

  function rich(seed: string, withConversions: boolean): ScoreSheet {
    const random = randomFrom(seed);
    const rollups = history(
      90,
      Object.fromEntries(
        campaigns.map(([ceiling, half, daily], index) => [
          campaignId(index),
          () => {
            const spend = daily * (0.4 + 1.2 * random());
            const revenue = hill(ceiling, half, spend) * (0.96 + 0.08 * random());
            return { spend, revenue, ...(withConversions ? { conversions: revenue / 20 } : {}) };
          },
        ]),
      ),
    );
    return score(
      rollups,
      budgeted(Object.fromEntries(campaigns.map(([, , daily], index) => [campaignId(index), daily]))),
    );
  }

  function earned(spendOf: (index: number) => number): number {
    return campaigns.reduce((sum, [ceiling, half], index) => sum + hill(ceiling, half, spendOf(index)), 0);
  }

  test.each([
    ['with conversions', 'a', true],
    ['with conversions', 'b', true],
    ['with revenue alone', 'a', false],
    ['with revenue alone', 'b', false],
  ])('%s (seed %s) gives a plan that is surely and truly better', (_, seed, withConversions) => {
    const sheet = rich(seed, withConversions);
    expect(sheet.channels.every(({ verdict }) => verdict === 'trusted')).toBe(true);
    const spends = proposal(sheet);
    const now = earned((index) => campaigns[index]?.[2] ?? 0);
    expect(earned((index) => (spends[index] ?? 0) / 1e6)).toBeGreaterThan(1.005 * now);
    expect(probabilityBetter(sheet, spends)).toBeGreaterThanOrEqual(0.8);
  });

  test('marginal ROAS is within a tenth of the truth, and its intervals no wider than model error makes them', () => {
    for (const [index, { marginalRoas, marginalRoasLow, marginalRoasHigh }] of rich('a', true).channels.entries()) {
      const [ceiling, half, daily] = campaigns[index] ?? [0, 0, 0];
      const truth = (ceiling * half) / (daily + half) ** 2;
      expect(Math.abs((marginalRoas ?? 0) / truth - 1)).toBeLessThan(0.1);
      expect(((marginalRoasHigh ?? 9) - (marginalRoasLow ?? 0)) / truth).toBeLessThan(1.2);
    }
  });
});

function negativeBinomial(mean: number, random: Random): number {
  const size = mean / (0.3 + 0.0225 * mean);
  const rate = (mean * gammaSample(size, random)) / size;
  if (rate > 60) return Math.max(0, Math.round(rate + Math.sqrt(rate) * normalSample(random)));
  let count = 0;
  for (let product = random(); product > Math.exp(-rate); product *= random()) count += 1;
  return count;
}

describe('the intervals', () => {
  // The common world of the literature's benchmarks: ROAS and half-saturation log-normal, noise 1.3 μ + (0.15 μ)².
  test('of marginal ROAS hold the truth about 9 times in 10', () => {
    const random = randomFrom('coverage');
    const truths = new Map<string, { spend: number; slope: number; returns: (x: number) => number }>();
    for (let index = 0; index < 160; index += 1) {
      const spend = 300 * Math.exp(normalSample(random));
      const half = spend * Math.exp(normalSample(random));
      const ceiling = (2.5 * Math.exp(0.6 * normalSample(random)) * spend) / hill(1, half, spend);
      truths.set(`p${index % 4}:1:${index}`, {
        spend,
        slope: (ceiling * half) / (spend + half) ** 2,
        returns: (x) => hill(ceiling, half, x),
      });
    }
    const rollups = history(
      60,
      Object.fromEntries(
        [...truths].map(([channel, { spend, returns }]) => [
          channel,
          () => {
            const spent = spend * Math.exp(0.2 * normalSample(random));
            const conversions = negativeBinomial(returns(spent) / 50, random);
            return { spend: spent, conversions, revenue: 50 * conversions };
          },
        ]),
      ),
    );
    const sheet = score(
      rollups,
      budgeted(Object.fromEntries([...truths].map(([channel, { spend }]) => [channel, spend]))),
    );
    const held = sheet.channels.filter(({ channel, marginalRoasLow, marginalRoasHigh }) => {
      const slope = truths.get(channel)?.slope ?? Number.NaN;
      return (marginalRoasLow ?? 0) <= slope && slope <= (marginalRoasHigh ?? 0);
    });
    expect(held.length / truths.size).toBeGreaterThan(0.8);
    expect(held.length / truths.size).toBeLessThan(0.99);
  });
});

describe('figures', () => {
  const rollups = history(10, {
    'google:1:1': (age) => ({ spend: 10, conversions: 2, revenue: 30 + age }),
    'meta:1:1': (age) => (age % 2 === 0 ? { spend: 5, revenue: 7 } : undefined),
  });

  test('cover all data, exactly, and only days with data count', () => {
    const sheet = score(rollups);
    expect(sheet.channels.map(({ channel }) => channel)).toEqual(['google:1:1', 'meta:1:1']);
    expect(channelOf(sheet, 'google:1:1')).toMatchObject({
      days: 10,
      spendMicros: 100e6,
      returnMicros: 345e6,
      conversions: 20,
      roas: 3.45,
    });
    expect(channelOf(sheet, 'meta:1:1')).toMatchObject({
      days: 5,
      spendMicros: 25e6,
      returnMicros: 35e6,
      conversions: null,
    });
  });

  test('from since to asOf, both included', () => {
    const sheet = score(rollups, { question: { since: addDays(AS_OF, -4), asOf: addDays(AS_OF, -1) } });
    expect(channelOf(sheet, 'google:1:1')).toMatchObject({
      days: 4,
      spendMicros: 40e6,
      returnMicros: (31 + 32 + 33 + 34) * 1e6,
    });
    expect(sheet).toMatchObject({ asOf: addDays(AS_OF, -1), since: addDays(AS_OF, -4) });
  });

  test('pass 2^53 without losing a micro', () => {
    const huge = history(4, { a: () => ({ spend: 8e9, revenue: 9e9 }) });
    expect(channelOf(score(huge), 'a').spendMicros).toBe(32_000_000_000_000_000n);
  });

  test('the series has every day from the first to asOf, absent days zero, at most the modelled ones', () => {
    const { series } = channelOf(score(rollups), 'meta:1:1');
    expect(series.map(({ day }) => day)).toEqual(Array.from({ length: 9 }, (_, index) => addDays(AS_OF, index - 8)));
    expect(series[1]).toEqual({
      day: addDays(AS_OF, -7),
      spendMicros: 0,
      returnMicros: 0,
      conversionMicros: null,
      completeness: 1,
    });
    expect(channelOf(score(history(400, { a: () => ({ spend: 1 }) })), 'a').series).toHaveLength(MODEL_DAYS);
  });

  test('the goal decides what return is', () => {
    const [conversions, profit] = (['conversions', 'profit'] as const).map((goal) =>
      channelOf(
        score(rollups, { question: { policy: { ...POLICY, goal, margin: goal === 'profit' ? 0.5 : null } } }),
        'google:1:1',
      ),
    );
    expect(conversions).toMatchObject({ returnMicros: 20e6, roas: 0.2 });
    expect(profit?.returnMicros).toBe(345e6 / 2 - 100e6);
    expect(profit?.roas).toBeCloseTo(0.725, 12);
  });

  test('profit’s marginal ROAS is margin × slope − 1, its curve margin × revenue', () => {
    const varied = history(60, { a: (age) => ({ spend: 10 + (age % 7), conversions: 2, revenue: 60 + (age % 5) }) });
    const revenue = channelOf(score(varied), 'a');
    const profit = channelOf(score(varied, { question: { policy: { ...POLICY, goal: 'profit', margin: 0.4 } } }), 'a');
    expect(profit.marginalRoas).toBeCloseTo(0.4 * (revenue.marginalRoas ?? 0) - 1, 9);
    expect(profit.marginalRoasLow).toBeCloseTo(0.4 * (revenue.marginalRoasLow ?? 0) - 1, 9);
    expect(profit.posterior?.valueMicros).toBeCloseTo(0.4 * (revenue.posterior?.valueMicros ?? 0), 3);
  });
});

describe('today’s budget', () => {
  test('is the mean spend of the 7 days to asOf, whatever since says', () => {
    const rollups = history(30, { a: (age) => ({ spend: age < 7 ? 10 + age : 500 }) });
    const sheet = score(rollups, { question: { since: addDays(AS_OF, -1) } });
    expect(channelOf(sheet, 'a')).toMatchObject({ currentMicros: 13e6, currentSource: 'meanSpend', days: 2 });
  });

  test('counts absent days as zero, days before all history not', () => {
    const absent = history(30, { a: (age) => (age === 3 ? { spend: 70 } : undefined), b: () => ({ spend: 1 }) });
    expect(channelOf(score(absent), 'a').currentMicros).toBe(10e6);
    const young = history(2, { a: () => ({ spend: 70 }) });
    expect(channelOf(score(young), 'a').currentMicros).toBe(70e6);
  });

  test('a budget without data is a channel of its own, untrusted', () => {
    const applied = new Map([['a', { micros: 9e6, atMs: 7 }]]);
    const sheet = score(history(30, { b: () => ({ spend: 1 }) }), {
      facts: { applied, book: [bookEntry('c', { budgetFromReport: { micros: 3e6, atMs: 2 } }), bookEntry('d')] },
    });
    expect(sheet.channels.map(({ channel }) => channel)).toEqual(['a', 'b', 'c']);
    expect(channelOf(sheet, 'a')).toMatchObject({ currentMicros: 9e6, currentSource: 'applied', lastChangedAtMs: 7 });
    expect(channelOf(sheet, 'c')).toMatchObject({
      days: 0,
      currentMicros: 3e6,
      currentSource: 'report',
      roas: null,
      marginalRoas: null,
      posterior: null,
      verdict: 'untrusted',
      reason: 'no data yet',
      series: [],
    });
  });
});

const reportedAt = (age: number) => 1 - 0.5 * Math.exp(-age / 7);

const outcomesAtReference = (sheet: ScoreSheet) => {
  const { posterior } = channelOf(sheet, 'a');
  return (posterior?.components ?? []).reduce(
    (sum, { weight, levelShape, levelRate, halfSaturation }) =>
      sum + (weight * levelShape) / levelRate / (1 + halfSaturation),
    0,
  );
};

describe('recent days that are still filling up', () => {
  const stated = Date.parse(`${addDays(AS_OF, 1)}T06:00:00Z`);

  function lagging(datedByClick: boolean): DayRollup[] {
    return Array.from({ length: 60 }, (_, index) => {
      const age = 59 - index;
      const conversions = 40 * reportedAt(age);
      const figures = { spend: 100 + (age % 10), conversions, revenue: 10 * conversions };
      const deliveries = [{ statedAtMs: stated, conversionMicros: Math.round(conversions * 1e6) }];
      return {
        day: addDays(AS_OF, -age),
        covers: [],
        channels: [rolled('a', figures, datedByClick ? { deliveries } : {})],
      };
    });
  }

  test('are exposure, not decline', () => {
    expect(outcomesAtReference(score(lagging(true)))).toBeGreaterThan(38);
    expect(outcomesAtReference(score(lagging(false)))).toBeLessThan(38);
  });

  test('show in the completeness of the last 7 days', () => {
    expect(channelOf(score(lagging(true)), 'a').completeness).toBeCloseTo(0.67, 1);
    expect(channelOf(score(lagging(false)), 'a').completeness).toBe(1);
  });
});

const cleanDay = (age: number) => ({ spend: 50 + ((age * 37) % 100), conversions: 20, revenue: 1000 });

describe('bad data', () => {
  const random = randomFrom('bad');
  const spend = () => 50 + 100 * random();
  const cases: Record<
    string,
    { days: number; figures: (age: number) => DayFigures | undefined; reason: string | null }
  > = {
    'constant spend': {
      days: 90,
      figures: () => ({ spend: 100, conversions: 6, revenue: 300 }),
      reason: 'spend varied by 0.0 %',
    },
    'one day': { days: 1, figures: () => ({ spend: 100, conversions: 60, revenue: 300 }), reason: '1 day with spend' },
    'nothing but zeros': { days: 60, figures: () => ({ spend: 0, conversions: 0, revenue: 0 }), reason: 'no spend' },
    'returns without spend': {
      days: 60,
      figures: () => ({ spend: 0, conversions: 6, revenue: 300 }),
      reason: 'no spend',
    },
    'spend without returns': {
      days: 60,
      figures: () => ({ spend: spend(), conversions: 0, revenue: 0 }),
      reason: '0 conversions',
    },
    'all conversions on one day': {
      days: 90,
      figures: (age) => ({ spend: spend(), conversions: age === 40 ? 3000 : 3, revenue: age === 40 ? 90_000 : 90 }),
      reason: 'one day holds 92 %',
    },
    'missing weeks': {
      days: 120,
      figures: (age) => (age > 30 && age < 60 ? undefined : { spend: spend(), conversions: 5, revenue: 300 }),
      reason: null,
    },
    refunds: {
      days: 90,
      figures: (age) => ({ spend: spend(), conversions: 5, revenue: age % 9 === 0 ? -500 : 300 }),
      reason: null,
    },
    'refunds beyond all sales': {
      days: 60,
      figures: () => ({ spend: spend(), conversions: 5, revenue: -10 }),
      reason: 'refunds exceed the return',
    },
    'a spend that stopped': {
      days: 90,
      figures: (age) => ({ spend: age < 30 ? 0 : spend(), conversions: 5, revenue: 300 }),
      reason: 'no spend in the last 28 days',
    },
    'days with return, too few': {
      days: 27,
      figures: () => ({ spend: spend(), revenue: 300 }),
      reason: '27 days with return',
    },
    'amounts of a micro': {
      days: 60,
      figures: () => ({ spend: 1e-6, conversions: 1e-6, revenue: 1e-6 }),
      reason: '0 conversions',
    },
    'amounts of billions': {
      days: 60,
      figures: () => ({ spend: 5e9 * (1 + 0.1 * random()), conversions: 1e6, revenue: 9e9 }),
      reason: null,
    },
  };

  test.each(Object.entries(cases))('%s: no NaN, and no trust in nothing', (_, { days, figures, reason }) => {
    const rollups = history(days, { a: figures });
    for (const goal of ['revenue', 'profit'] as const) {
      const sheet = score(rollups, {
        question: { policy: { ...POLICY, goal, margin: goal === 'profit' ? 0.4 : null } },
      });
      expect(() => encodeJson(sheet)).not.toThrow();
      const {
        verdict,
        reason: said,
        roas,
        roasLow,
        roasHigh,
        marginalRoas,
        marginalRoasLow,
        marginalRoasHigh,
      } = channelOf(sheet, 'a');
      expect(verdict).toBe(reason === null ? 'trusted' : 'untrusted');
      if (reason !== null) expect(said).toContain(reason);
      if (roas !== null && roasLow !== null && roasHigh !== null) {
        expect(roasLow).toBeLessThanOrEqual(roas);
        expect(roasHigh).toBeGreaterThanOrEqual(roas);
      }
      if (marginalRoas !== null) expect(marginalRoasLow).toBeLessThan(marginalRoasHigh ?? -Infinity);
    }
  });

  test('the goal conversions where no source delivers them is not trusted', () => {
    const sheet = score(history(60, { a: () => ({ spend: spend(), revenue: 100 }) }), {
      question: { policy: { ...POLICY, goal: 'conversions' } },
    });
    expect(channelOf(sheet, 'a')).toMatchObject({ verdict: 'untrusted', reason: 'no source delivers conversions' });
  });

  test('one wrong order of a thousand times the usual hardly moves the curve', () => {
    const before = channelOf(score(history(90, { a: cleanDay })), 'a').marginalRoas ?? 0;
    const wrong = (age: number) => ({ ...cleanDay(age), revenue: age === 20 ? 1_000_000 : 1000 });
    const after = channelOf(score(history(90, { a: wrong })), 'a').marginalRoas ?? 0;
    expect(Math.abs(after - before)).toBeLessThan(0.25 * (1000 / 100));
  });

  test('ten thousand channels of two conversions each are all untrusted, near to their neighbours', () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `meta:1:${index}`,
        (age: number) => ({
          spend: 4 + ((age * 7 + index) % 3),
          conversions: age === index % 14 ? 2 : 0,
          revenue: age === index % 14 ? 40 : 0,
        }),
      ]),
    );
    const { channels } = score(history(14, many));
    expect(channels).toHaveLength(10_000);
    expect(channels.every(({ verdict }) => verdict === 'untrusted')).toBe(true);
    expect(channels.every(({ series }) => series.length <= 28)).toBe(true);
    expect(channels.every(({ marginalRoas }) => marginalRoas !== null && marginalRoas > 0 && marginalRoas < 2)).toBe(
      true,
    );
  });
});

const rollupsOf = (account: readonly (readonly (DayFigures | undefined)[])[]) =>
  history(
    Math.max(...account.map((days) => days.length)),
    Object.fromEntries(account.map((days, index) => [`p${index % 2}:1:${index}`, (age: number) => days[age]])),
  );

const scaledHistory = (scale: number) =>
  history(60, {
    a: (age) => ({
      spend: scale * (100 + ((age * 31) % 60)),
      conversions: 10,
      revenue: scale * (200 + ((age * 17) % 90)),
    }),
  });

describe('laws', () => {
  const figures = fc.option(
    fc.record({
      spend: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e6, noNaN: true })),
      conversions: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1e4, noNaN: true })),
      revenue: fc.oneof(fc.constant(0), fc.double({ min: -1e5, max: 1e6, noNaN: true })),
    }),
    { nil: undefined },
  );
  const accounts = fc.array(fc.array(figures, { minLength: 1, maxLength: 45 }), { minLength: 1, maxLength: 4 });

  test('whatever the data, the sheet is JSON, intervals are ordered and weights sum to 1', () => {
    fc.assert(
      fc.property(accounts, (account) => {
        const sheet = score(rollupsOf(account));
        expect(() => encodeJson(sheet)).not.toThrow();
        for (const { posterior, marginalRoas, marginalRoasLow, marginalRoasHigh, completeness } of sheet.channels) {
          expect(completeness).toBe(1);
          if (posterior === null) continue;
          expect(posterior.components.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
          expect(posterior.components.every(({ levelShape, levelRate }) => levelShape > 0.98 && levelRate > 0)).toBe(
            true,
          );
          expect(marginalRoas).toBeGreaterThan(0);
          expect(marginalRoasLow).toBeLessThan(marginalRoasHigh ?? 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the order of days and of channels in them does not matter', () => {
    fc.assert(
      fc.property(accounts, (account) => {
        const rollups = rollupsOf(account);
        const shuffled = rollups
          .map(({ day, covers, channels }) => ({ day, covers, channels: channels.toReversed() }))
          .toReversed();
        expect(score(shuffled)).toEqual(score(rollups));
      }),
      { numRuns: 25 },
    );
  });

  test('the unit of money does not matter: a thousandfold account has the same ratios', () => {
    const [small, large] = [1, 1000].map((scale) =>
      channelOf(score(scaledHistory(scale), budgeted({ a: 120 * scale })), 'a'),
    );
    expect((large?.marginalRoas ?? 0) / (small?.marginalRoas ?? 1)).toBeCloseTo(1, 6);
    expect((large?.marginalRoasLow ?? 0) / (small?.marginalRoasLow ?? 1)).toBeCloseTo(1, 6);
  });
});
