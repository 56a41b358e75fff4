import { describe, expect, test } from 'vitest';
import { meanMarginal } from '../../../functions/core/curve-posterior.ts';
import { normalSample } from '../../../functions/core/numeric/normal-sample.ts';
import { randomFrom } from '../../../functions/core/numeric/random.ts';
import { withCarryover } from '../../../functions/score/fit/carryover.ts';
import { sharedDemand, withDemand } from '../../../functions/score/fit/demand.ts';
import { fitCurves } from '../../../functions/score/fit/fit-curves.ts';
import { mixtureShares } from '../../../functions/score/fit/mixture-shares.ts';
import { slopeShares } from '../../../functions/score/fit/slope-shares.ts';
import { spendTogether } from '../../../functions/score/fit/spend-together.ts';
import { channelDays, repeat, unitDays } from './fixtures.ts';

const DAYS = 90;
const steadyDemand = repeat(DAYS, () => 1);

interface Truth {
  readonly half: number;
  readonly slope?: number;
  readonly carryover?: number;
}

/** Channels of about 400 a day that follow `demand`, at 20 % of their own noise in spend and 4 % in outcomes. */
function account(truths: readonly Truth[], demand: readonly number[], seed: string) {
  const random = randomFrom(seed);
  return truths.map(({ half, slope = 1, carryover = 0 }, index) => {
    const spend = demand.map((factor) => 100 * factor * Math.exp(0.2 * normalSample(random)));
    let worked = spend[0] ?? 0;
    const conversions = spend.map((amount, day) => {
      worked = carryover * worked + (1 - carryover) * amount;
      const saturation = 1 / (1 + ((100 * half) / worked) ** slope);
      return 400 * (demand[day] ?? 1) * saturation * Math.exp(0.04 * normalSample(random));
    });
    return channelDays(
      spend,
      conversions.map((count) => 10 * count),
      { platform: `p${index % 2}`, conversions },
    );
  });
}

const fit = (channels: ReturnType<typeof account>) =>
  fitCurves(channels, { conversionsAreTheGoal: false, worth: 1 }).map(({ posterior }) => posterior);

const slopeOf = ({ half, slope = 1 }: Truth, u: number) =>
  (400 * 10 * slope * half ** slope * u ** (slope - 1)) / (u ** slope + half ** slope) ** 2 / 100;

describe('demand that all channels share', () => {
  const demand = repeat(DAYS, (day) => 1 + 0.3 * Math.sin(day / 3));

  test('is found from the others, and never from oneself', () => {
    const following = repeat(4, () =>
      unitDays(
        repeat(DAYS, () => 1),
        demand.map((factor) => 300 * factor),
      ),
    );
    const shared = sharedDemand(following, { shapes: [], blockDays: Infinity });
    const [first] = following.map((days) => withDemand(days, shared));
    for (const [day, share] of (first?.exposure ?? []).entries()) {
      expect((share * shared.recent) / (demand[day] ?? 1)).toBeCloseTo(1, 1);
    }
    const alone = following.slice(0, 1);
    expect(sharedDemand(alone, { shapes: [], blockDays: Infinity }).variance).toBe(0);
  });

  test('is none where channels scatter on their own', () => {
    const random = randomFrom('own');
    const channels = repeat(8, () =>
      unitDays(
        repeat(DAYS, () => 1),
        repeat(DAYS, () => 300 * Math.exp(0.2 * normalSample(random))),
      ),
    );
    const shared = sharedDemand(channels, { shapes: [], blockDays: Infinity });
    expect(Math.sqrt(shared.variance)).toBeLessThan(0.03);
  });

  test('is not what a few lines bring that are raised up their S-shapes, and is found beside them', () => {
    const steady = repeat(DAYS, () => 1);
    const raised = repeat(DAYS, (day) => 1.2 ** Math.max(0, day - (DAYS - 10)));
    const factorOnLastDay = (demand: readonly number[]) => {
      const channels = [...repeat(12, () => steady), ...repeat(4, () => raised)].map((spend) =>
        unitDays(
          spend,
          spend.map((u, day) => 300 * (demand[day] ?? 1) * u ** 2.5),
        ),
      );
      const shared = sharedDemand(channels, { shapes: [], blockDays: Infinity });
      const [first] = channels.map((days) => withDemand(days, shared));
      return (first?.exposure.at(-1) ?? 0) * shared.recent;
    };
    expect(factorOnLastDay(steady)).toBeLessThan(1.25);
    expect(factorOnLastDay(steadyDemand.with(DAYS - 1, 1.8))).toBeGreaterThan(1.5);
  });

  const days = {
    demand,
    'a few days of three times the sales': repeat(DAYS, (day) => ([20, 50, 51, 80].includes(day) ? 3 : 1)),
  };
  test.each(Object.entries(days))(
    '%s, which raised spend and sales together, is not read as return on spend',
    (_, factors) => {
      const truths = repeat(8, (index) => ({ half: 0.4 + 0.2 * index }));
      for (const [index, posterior] of fit(account(truths, factors, 'together')).entries()) {
        const truth = slopeOf(truths[index] ?? { half: 1 }, 1);
        expect(
          meanMarginal(posterior ?? { referenceMicros: 1, valueMicros: 1, components: [] }, 100e6) / truth,
        ).toBeLessThan(1.4);
      }
    },
  );
});

describe('spendTogether', () => {
  test('is 0 for one channel or channels on their own, near 1 for one rhythm', () => {
    const random = randomFrom('rhythm');
    const noisy = () =>
      unitDays(
        repeat(DAYS, () => Math.exp(0.2 * normalSample(random))),
        steadyDemand,
      );
    const rhythm = repeat(DAYS, (day) => 1 + 0.5 * Math.sin(day));
    expect(spendTogether([noisy()])).toBe(0);
    expect(spendTogether(repeat(20, noisy))).toBeLessThan(0.05);
    expect(spendTogether(repeat(20, () => unitDays(rhythm, steadyDemand)))).toBeCloseTo(1, 9);
  });
});

describe('carryover', () => {
  test('halves what each day adds and keeps constant spend', () => {
    expect([...withCarryover(unitDays([1, 2, 2], [0, 0, 0]), 0.5).u]).toEqual([1, 1.5, 1.75]);
    expect([...withCarryover(unitDays([3, 3], [0, 0]), 0.6).u]).toEqual([3, 3]);
  });

  test('fades over days without spend', () => {
    const gap = { ...unitDays([1, 1], [0, 0]), age: Int32Array.of(3, 0) };
    expect(withCarryover(gap, 0.5).u[1]).toBeCloseTo(0.125 + 0.5, 12);
  });

  test('is seen where there is some, so that slopes are not taken for flat', () => {
    const truths = repeat(8, () => ({ half: 2, carryover: 0.6 }));
    for (const posterior of fit(account(truths, steadyDemand, 'carry'))) {
      const marginal = meanMarginal(posterior ?? { referenceMicros: 1, valueMicros: 1, components: [] }, 100e6);
      expect(marginal / slopeOf({ half: 2 }, 1)).toBeGreaterThan(0.7);
    }
  });
});

test('mixtureShares counts channels of a kind, the prior among them', () => {
  const [first, second] = mixtureShares(
    repeat(3, () => [0, -500]),
    [1, 1],
  );
  expect(first).toBeCloseTo(0.8, 12);
  expect(second).toBeCloseTo(0.2, 12);
});

describe('S-shapes', () => {
  const slopesIn = (truths: readonly Truth[], seed: string) =>
    new Set(fit(account(truths, steadyDemand, seed)).flatMap((own) => own?.components.map(({ slope }) => slope) ?? []));

  test('stay off until the account’s evidence asks for them', () => {
    expect(slopeShares(repeat(20, () => [0, 0.1, 0.1]))).toEqual([1]);
    expect(slopeShares(repeat(20, () => [0, 1, 2]))).toHaveLength(3);
    expect(slopeShares([])).toEqual([1]);
  });

  test('come where returns rise faster than spend, and nowhere else', () => {
    const concave = repeat(6, (index) => ({ half: 0.3 + 0.4 * index }));
    const rising = repeat(6, () => ({ half: 1.5, slope: 2.2 }));
    expect([...slopesIn(concave, 'concave')]).toEqual([1]);
    expect(slopesIn(rising, 'rising')).toContain(2.2);
  });
});
