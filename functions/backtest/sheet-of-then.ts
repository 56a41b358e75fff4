import { minorUnitMicros } from '../core/money.ts';
import type { ScoreSheet } from '../core/scored.ts';

const MEAN_SPEND_DAYS = 7;

/** The sheet with the budgets of its own day, which nobody wrote down: the mean spend of its last 7 days. */
export function sheetOfThen(sheet: ScoreSheet): ScoreSheet {
  const unit = minorUnitMicros(sheet.currency);
  return {
    ...sheet,
    channels: sheet.channels.map((channel) => {
      const recent = channel.series.slice(-MEAN_SPEND_DAYS);
      const mean = recent.reduce((sum, { spendMicros }) => sum + spendMicros, 0) / Math.max(1, recent.length);
      return {
        ...channel,
        currentMicros: Math.round(mean / unit) * unit,
        currentSource: 'meanSpend',
        lastChangedAtMs: null,
        paused: mean === 0,
      };
    }),
  };
}
