import { describe, expect, test } from 'vitest';
import { capOutliers } from '../../../functions/score/fit/cap-outliers.ts';
import { dispersions } from '../../../functions/score/fit/dispersion.ts';
import { fitDays } from '../../../functions/score/fit/fit-days.ts';
import { withoutOutages } from '../../../functions/score/fit/outages.ts';
import { outcomeUnit } from '../../../functions/score/fit/outcome-unit.ts';
import { usualReturn } from '../../../functions/score/fit/usual-return.ts';
import { weekdayEffect, withWeekdayEffect } from '../../../functions/score/fit/weekday-effect.ts';
import { channelDays, repeat, unitDays } from './fixtures.ts';

describe('fitDays', () => {
  test('leaves days without spend out and makes spend free of units', () => {
    const days = fitDays(channelDays([100, 0, 200, 300], [10, 99, 20, 30]), 1e6);
    expect(days.referenceMicros).toBe(200e6);
    expect([...days.u]).toEqual([0.5, 1, 1.5]);
    expect([...days.y]).toEqual([10, 20, 30]);
    expect([...days.age]).toEqual([3, 1, 0]);
  });

  test('refunds are taken off evenly, and what is left is the net', () => {
    const days = fitDays(channelDays([1, 1, 1], [60, 40, -50]), 1e6);
    expect([...days.y]).toEqual([30, 20, 0]);
  });

  test('refunds beyond all sales leave nothing', () => {
    expect([...fitDays(channelDays([1, 1], [10, -50]), 1e6).y]).toEqual([0, 0]);
  });
});

describe('outcomeUnit', () => {
  test('is the value of a conversion, which one wrong order does not move', () => {
    const conversions = repeat(21, () => 10);
    const revenue = repeat(21, (day) => (day === 7 ? 500_000 : 500));
    expect(
      outcomeUnit(
        channelDays(
          repeat(21, () => 5),
          revenue,
          { conversions },
        ),
        false,
      ),
    ).toBe(50e6);
  });

  test('is one conversion where those are the goal', () => {
    expect(outcomeUnit(channelDays([1], [1]), true)).toBe(1e6);
  });

  test('is the scale of the scatter where conversions are not delivered', () => {
    // Revenue 1000 ± 100 a day: variance over mean is 10 000 / 1000, over 0.4549 for the median of χ².
    const revenue = repeat(40, (day) => (day % 2 === 0 ? 900 : 1100));
    const unit = outcomeUnit(
      channelDays(
        repeat(40, () => 5),
        revenue,
      ),
      false,
    );
    expect(unit / 1e6).toBeCloseTo(10 / 0.4549, 3);
  });

  test('is never so small that a day is known better than to 5 %', () => {
    const unit = outcomeUnit(
      channelDays(
        repeat(40, () => 5),
        repeat(40, () => 1000),
      ),
      false,
    );
    expect(unit / 1e6).toBeCloseTo(0.05 ** 2 * 1000, 9);
  });
});

describe('capOutliers', () => {
  const steady = repeat(60, (day) => 20 + (day % 5));

  test('one day of a thousand times the usual counts as a few days', () => {
    const y = steady.map((outcomes, day) => (day === 33 ? 20_000 : outcomes));
    const capped = capOutliers(
      unitDays(
        repeat(60, () => 1),
        y,
      ),
    ).y;
    expect(capped[33]).toBeLessThan(100);
    expect([...capped].filter((_, day) => day !== 33)).toEqual(y.filter((_, day) => day !== 33));
  });

  test('usual days, a lasting rise and lone conversions go through', () => {
    const rise = steady.map((outcomes, day) => (day >= 40 ? 3 * outcomes : outcomes));
    const lone = repeat(60, (day) => (day % 20 === 0 ? 2 : 0));
    for (const y of [steady, rise, lone])
      expect([
        ...capOutliers(
          unitDays(
            repeat(60, () => 1),
            y,
          ),
        ).y,
      ]).toEqual(y);
  });

  test('a starved line that is raised by a fifth a day keeps all that an S-shape makes of it, at unchanged spend it would not', () => {
    const spend = repeat(70, (day) => 1.2 ** Math.max(0, Math.min(9, day - 60)));
    const sShaped = spend.map((u) => 20 * u ** 2.5);
    expect([...capOutliers(unitDays(spend, sShaped)).y]).toEqual(sShaped);
    const unmoved = spend.map(() => 1);
    expect(capOutliers(unitDays(unmoved, sShaped)).y[68]).toBeLessThan((sShaped[68] ?? 0) / 3);
  });
});

const inGap = (day: number) => day >= 30 && day < 34;

describe('withoutOutages', () => {
  test('days on which a whole platform falls silent are no data', () => {
    const channels = repeat(3, () =>
      unitDays(
        repeat(60, () => 1),
        repeat(60, (day) => (inGap(day) ? 0 : 20)),
      ),
    );
    for (const { exposure } of withoutOutages(channels)) {
      expect([...exposure]).toEqual(repeat(60, (day) => (inGap(day) ? 0 : 1)));
    }
  });

  test('a platform whose spend stops, a small platform and the platform beside it are left alone', () => {
    const paused = unitDays(
      repeat(60, (day) => (inGap(day) ? 0.01 : 1)),
      repeat(60, (day) => (inGap(day) ? 0.3 : 30)),
      'paused',
    );
    const small = unitDays(
      repeat(60, () => 1),
      repeat(60, (day) => (inGap(day) ? 0 : 2)),
      'small',
    );
    const silent = unitDays(
      repeat(60, () => 1),
      repeat(60, (day) => (inGap(day) ? 0 : 50)),
      'silent',
    );
    const [keptPaused, keptSmall, guarded] = withoutOutages([paused, small, silent]);
    expect(keptPaused).toEqual(paused);
    expect(keptSmall).toEqual(small);
    expect(guarded).not.toEqual(silent);
  });

  test('a burst of spend that saturates is no outage', () => {
    const burst = unitDays(
      repeat(60, (day) => (day === 30 ? 20 : 1)),
      repeat(60, (day) => (day === 30 ? 55 : 30)),
    );
    expect(withoutOutages([burst])).toEqual([burst]);
  });
});

describe('weekdayEffect', () => {
  test('finds the weekday that brings half as much again', () => {
    const y = repeat(84, (day) => ((83 - day) % 7 === 2 ? 600 : 400));
    const effect = weekdayEffect([
      unitDays(
        repeat(84, () => 1),
        y,
      ),
    ]);
    const mean = (6 * 400 + 600) / 7;
    expect(effect[2]).toBeCloseTo(600 / mean, 2);
    expect(effect[3]).toBeCloseTo(400 / mean, 2);
  });

  test('is 1 where scatter is no more than counting noise, and where there is nothing to count', () => {
    const noisy = repeat(84, (day) => (day * 7919) % 3);
    expect(
      [
        ...weekdayEffect([
          unitDays(
            repeat(84, () => 1),
            noisy,
          ),
        ]),
      ].every((x) => Math.abs(x - 1) < 0.1),
    ).toBe(true);
    expect([...weekdayEffect([unitDays([1, 1], [0, 0])])]).toEqual(repeat(7, () => 1));
  });

  test('is found beside a weekday that brings nothing, and beside one without spend', () => {
    const weekdayOf = (day: number) => (83 - day) % 7;
    const everyDay = repeat(84, (day) => day);
    const brings = (day: number) => (weekdayOf(day) === 2 ? 600 : 400);
    const closed = unitDays(
      everyDay.map(() => 1),
      everyDay.map((day) => (weekdayOf(day) === 5 ? 0 : brings(day))),
    );
    const whole = unitDays(
      everyDay.map(() => 1),
      everyDay.map(brings),
    );
    const spending = [...everyDay.keys()].filter((day) => weekdayOf(day) !== 5);
    const paused = {
      ...whole,
      age: Int32Array.from(spending, (day) => whole.age[day] ?? 0),
      u: Float64Array.from(spending, () => 1),
      y: Float64Array.from(spending, brings),
      exposure: Float64Array.from(spending, () => 1),
    };
    for (const days of [closed, paused]) {
      const effect = weekdayEffect([days]);
      expect((effect[2] ?? 0) / (effect[3] ?? 1)).toBeCloseTo(600 / 400, 1);
    }
    expect(weekdayEffect([closed])[5]).toBeLessThan(0.05);
    expect(weekdayEffect([paused])[5]).toBeCloseTo(1, 0);
  });

  test('enters the exposure of its days', () => {
    const effect = Float64Array.from([2, 1, 1, 1, 1, 1, 0]);
    expect([
      ...withWeekdayEffect(
        unitDays(
          repeat(8, () => 1),
          repeat(8, () => 1),
        ),
        effect,
      ).exposure,
    ]).toEqual([2, 0, 1, 1, 1, 1, 1, 2]);
  });
});

const scattered = (chiSquare: number, degrees: number, outcomesADay = 5) => ({
  scatter: { chiSquare, degrees },
  outcomesADay,
});

describe('dispersions', () => {
  test('joins each channel with ten degrees of its neighbours', () => {
    const [first] = dispersions([scattered(90, 70), scattered(70, 70), scattered(70, 70)]);
    expect(first).toBeCloseTo((10 + 90) / 80, 12);
  });

  test('is 1.3 before anything is seen', () => {
    expect(dispersions([scattered(0, 0)])).toEqual([1.3]);
  });

  test('is never less than 5 % noise a day', () => {
    expect(dispersions([scattered(0, 80, 4000)])[0]).toBeCloseTo(0.05 ** 2 * 4000, 12);
  });
});

test('usualReturn is the platform’s own, a little towards the account’s', () => {
  const rich = unitDays(
    repeat(90, () => 1),
    repeat(90, () => 4),
    'rich',
  );
  const poor = unitDays(
    repeat(90, () => 1),
    repeat(90, () => 2),
    'poor',
  );
  const usual = usualReturn([rich, poor]);
  expect(usual.get('rich')).toBeCloseTo((90 * 4 + 10 * 3) / 100, 12);
  expect(usual.get('poor')).toBeCloseTo((90 * 2 + 10 * 3) / 100, 12);
  expect(usualReturn([unitDays([1], [0])]).get('google')).toBe(0);
});
