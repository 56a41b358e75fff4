import type { Day } from '../core/calendar.ts';
import { meanCurve } from '../core/curve-posterior.ts';
import { returnAt } from '../core/curve.ts';
import type { Plan } from '../core/plan.ts';
import type { ScoreSheet } from '../core/scored.ts';
import { rankCorrelation } from './rank-correlation.ts';
import { judgeWindow, type JudgedWindow } from './window.ts';

/** Mean daily spend of a window must differ by this much from the 14 days before to count as a move. */
const JUMP = 0.25;

/** What was known, and what would have been proposed, at one past day. */
export interface Past {
  readonly sheet: ScoreSheet;
  readonly plan: Plan;
}

/** Ratios are shares: 0.03 is 3 %. Null where nothing could be judged. */
export interface Backtest {
  readonly origins: readonly JudgedProposal[];
  readonly predictions: {
    /** Channels' 14 days that were judged. */
    readonly windows: number;
    /** Shares of them inside the central 50 % and 90 % that were predicted. */
    readonly within50: number | null;
    readonly within90: number | null;
    /** Mean log density of what came less that of "return in proportion to spend": above 0 the curves predicted better. */
    readonly logScoreGain: number | null;
  };
  /** Of the windows before which spend really moved, by 25 % or more. */
  readonly moves: {
    readonly windows: number;
    /** Rank correlation with the change of return that came, of the change predicted: by curves, and by proportion. */
    readonly rankCorrelation: number | null;
    readonly proportionalRankCorrelation: number | null;
    /** Sum of changes that came over sum predicted, each signed by the move of spend: 1 is honest. */
    readonly realisedOverPredicted: number | null;
    readonly realisedOverProportional: number | null;
  };
}

export interface JudgedProposal {
  readonly asOf: Day;
  readonly status: Plan['status'];
  readonly moved: number;
  /** Gain over today's return as expected then; and of the same move, judged by the curves of all data. */
  readonly expectedGain: number | null;
  readonly hindsightGain: number | null;
}

/**
 * How well past scores predicted what came, and what past plans would have done. Each `past` saw the days up to its own `asOf`
 * only; `now` knows all. Returns of the days before are as known today: a store keeps the newest statement of a day.
 */
export function backtest(past: readonly Past[], now: ScoreSheet): Backtest {
  const known = new Map(now.channels.map((channel) => [channel.channel, channel]));
  const windows = past.flatMap(({ sheet }) =>
    sheet.channels.flatMap((then) => {
      const later = known.get(then.channel);
      return (later && judgeWindow(then, later, { origin: sheet.asOf, goal: sheet.goal })) ?? [];
    }),
  );
  const moves = windows.filter(({ spendRatio }) => Math.abs(Math.log(spendRatio)) >= Math.log(1 + JUMP));
  return {
    origins: past.map((one) => judgeProposal(one, now)),
    predictions: {
      windows: windows.length,
      within50: share(windows, ({ probabilityBelow }) => Math.abs(probabilityBelow - 0.5) <= 0.25),
      within90: share(windows, ({ probabilityBelow }) => Math.abs(probabilityBelow - 0.5) <= 0.45),
      logScoreGain: mean(windows.map(({ logScore, proportionalLogScore }) => logScore - proportionalLogScore)),
    },
    moves: {
      windows: moves.length,
      rankCorrelation: correlation(moves, ({ predictedChangeMicros }) => predictedChangeMicros),
      proportionalRankCorrelation: correlation(moves, ({ proportionalChangeMicros }) => proportionalChangeMicros),
      realisedOverPredicted: realisedOver(moves, ({ predictedChangeMicros }) => predictedChangeMicros),
      realisedOverProportional: realisedOver(moves, ({ proportionalChangeMicros }) => proportionalChangeMicros),
    },
  };
}

function judgeProposal({ sheet, plan }: Past, now: ScoreSheet): JudgedProposal {
  const known = new Map(now.channels.map(({ channel, posterior }) => [channel, posterior]));
  let current = 0;
  let gain = 0;
  for (const { channel, currentMicros, proposedMicros } of plan.lines) {
    const posterior = known.get(channel);
    if (posterior === undefined || posterior === null) continue;
    const curve = meanCurve(posterior);
    current += returnAt(curve, currentMicros);
    gain += returnAt(curve, proposedMicros) - returnAt(curve, currentMicros);
  }
  const { currentReturnMicros, upliftMicros } = plan.expected;
  return {
    asOf: sheet.asOf,
    status: plan.status,
    moved: plan.lines.filter(({ currentMicros, proposedMicros }) => currentMicros !== proposedMicros).length,
    expectedGain: currentReturnMicros > 0 ? upliftMicros / currentReturnMicros : null,
    hindsightGain: current > 0 ? gain / current : null,
  };
}

/** Changes relative to the return before, so that small channels count as much as large ones. */
function correlation(windows: readonly JudgedWindow[], predictedOf: (window: JudgedWindow) => number): number | null {
  return rankCorrelation(
    windows.map((window) => [
      predictedOf(window) / window.beforeMicros,
      window.realisedChangeMicros / window.beforeMicros,
    ]),
  );
}

function realisedOver(windows: readonly JudgedWindow[], predictedOf: (window: JudgedWindow) => number): number | null {
  let realised = 0;
  let predicted = 0;
  for (const window of windows) {
    const sign = window.spendRatio > 1 ? 1 : -1;
    realised += sign * window.realisedChangeMicros;
    predicted += sign * predictedOf(window);
  }
  return predicted > 0 ? realised / predicted : null;
}

function share(windows: readonly JudgedWindow[], holds: (window: JudgedWindow) => boolean): number | null {
  return windows.length === 0 ? null : windows.filter(holds).length / windows.length;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
