import { fitCurves } from '../../functions/score/fit/fit-curves.ts';
import { progressOf } from '../progress.ts';
import { markdownTable } from '../table.ts';
import { accountOf, type AccountKind } from './accounts.ts';

const HILL: Omit<AccountKind, 'channels'> = { slopeMax: 1, levelStep: 0, spendMedian: 300 };

const KINDS: Readonly<Record<string, AccountKind>> = {
  '40 channels': { ...HILL, channels: 40 },
  '400 channels': { ...HILL, channels: 400 },
  '2,000 channels': { ...HILL, channels: 2000 },
  '2,000 with a conversion every other day': { ...HILL, channels: 2000, spendMedian: 10 },
  '400 whose levels drift by 3 % a day': { ...HILL, channels: 400, levelStep: 0.03 },
  '400 with slopes of 1 to 3': { ...HILL, channels: 400, slopeMax: 3 },
};

/** Accounts are fitted in turn, round by round; the least time of each counts. All have 120 days. */
export function benchEstimator({ quick }: { readonly quick: boolean }): string {
  const rounds = quick ? 3 : 10;
  const cases = Object.values(KINDS).map((kind) => ({ channels: accountOf(kind), times: [] as number[] }));
  const tell = progressOf('estimator, rounds', rounds);
  for (let round = 0; round < rounds; round += 1) {
    tell(round);
    for (const { channels, times } of cases) {
      const startMs = performance.now();
      fitCurves(channels, { conversionsAreTheGoal: false, worth: 1 });
      times.push((1000 * (performance.now() - startMs)) / channels.length);
    }
  }
  tell(rounds);
  return markdownTable(
    ['account', 'least µs a channel', 'median µs'],
    Object.keys(KINDS).map((name, index) => {
      const sorted = (cases[index]?.times ?? []).toSorted((a, b) => a - b);
      return [name, ...[sorted[0], sorted[Math.floor(sorted.length / 2)]].map((us = 0) => us.toFixed(0))];
    }),
  );
}
