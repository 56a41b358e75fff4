import { backtest, type Backtest, type Past } from '../../functions/backtest/backtest.ts';
import { HORIZON_DAYS, originsWithin } from '../../functions/backtest/origins.ts';
import { sheetOfThen } from '../../functions/backtest/sheet-of-then.ts';
import type { Day } from '../../functions/core/calendar.ts';
import { MarginalError } from '../../functions/core/errors.ts';
import { makePlan } from '../../functions/rebalance/plan.ts';
import type { Flags } from '../flags.ts';
import { loadPolicy } from '../policy-file.ts';
import { print, table } from '../print.ts';
import { withWorld } from '../session.ts';

export async function backtestCommand(flags: Flags): Promise<number> {
  const policy = await loadPolicy(flags.policy);
  return withWorld(flags, { writes: false }, async (world) => {
    const { since } = flags;
    const scoreAt = (asOf: Day | null) => world.score({ asOf, since, overrides: {} });
    const now = await scoreAt(flags.asOf);
    const firstDay = now.channels.flatMap(({ series }) => series[0]?.day ?? []).reduce(earlier, now.asOf);
    const origins = originsWithin(firstDay, now.asOf);
    if (origins.length === 0) {
      throw new MarginalError('NoData', `a backtest needs 42 days of history; the store has them from ${firstDay} on`);
    }
    const past: Past[] = [];
    for (const origin of origins) {
      const sheet = sheetOfThen(await scoreAt(origin));
      // Today's total and target may be out of reach of a past day's budgets; its own total is kept.
      past.push({ sheet, plan: makePlan({ sheet, policy: { ...policy, budgetMicros: null, target: null } }) });
      world.progress({ step: 'judge past days', done: past.length, total: origins.length, unit: 'days' });
    }
    const judged = backtest(past, now);
    print(flags.json, { asOf: now.asOf, currency: now.currency, horizonDays: HORIZON_DAYS, ...judged }, () =>
      lines(judged, now.asOf),
    );
    return 0;
  });
}

function lines({ origins, predictions, moves }: Backtest, asOf: Day): string[] {
  return [
    `Backtest to ${asOf}: each day below saw only the days before it; nothing was written`,
    '',
    ...table(
      ['as of', 'would have', 'moved', 'expected gain', 'judged by all data'],
      origins.map(({ asOf: day, status, moved, expectedGain, hindsightGain }) => [
        day,
        status === 'optimal' ? 'moved budgets' : status,
        String(moved),
        percent(expectedGain),
        percent(hindsightGain),
      ]),
    ),
    '',
    `Return of the ${HORIZON_DAYS} days that followed, from the spend that followed (${predictions.windows} channel windows):`,
    `  inside the predicted 50 % interval: ${percent(predictions.within50)}; inside 90 %: ${percent(predictions.within90)}`,
    `  log score over "return in proportion to spend": ${number(predictions.logScoreGain)} a window (above 0 is better)`,
    `After spend really moved by 25 % or more (${moves.windows} windows):`,
    `  rank correlation of predicted and realised change: ${number(moves.rankCorrelation)} (in proportion to spend: ${number(moves.proportionalRankCorrelation)})`,
    `  realised over predicted change: ${number(moves.realisedOverPredicted)} (in proportion to spend: ${number(moves.realisedOverProportional)}; 1 is honest)`,
  ];
}

function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)}%`;
}

function number(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}
