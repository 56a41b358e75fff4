import { addDays } from '../core/calendar.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';

const DAYS = 7;

/** A channel's mean spend of the last 7 days beside the budget it has today. */
export interface Pace {
  readonly scored: ScoredChannel;
  readonly spentMicros: number;
  /** Spend / budget: 1 spends all of it. */
  readonly share: number;
}

/**
 * Channels with a stated budget, furthest from it first, in money. One whose budget is only known from its spend has no
 * pace. Worked number: $70 in 7 days on a budget of $20 a day is a share of 0.5.
 */
export function paceOf({ channels, asOf }: Pick<ScoreSheet, 'channels' | 'asOf'>): Pace[] {
  const from = addDays(asOf, 1 - DAYS);
  return channels
    .filter(({ paused, currentSource, currentMicros }) => !paused && currentSource !== 'meanSpend' && currentMicros > 0)
    .map((scored) => {
      const recent = scored.series.slice(-DAYS).filter(({ day }) => day >= from);
      const spentMicros = Math.round(recent.reduce((sum, { spendMicros }) => sum + spendMicros, 0) / DAYS);
      return { scored, spentMicros, share: spentMicros / scored.currentMicros };
    })
    .sort((a, b) => apart(b) - apart(a) || (a.scored.channel < b.scored.channel ? -1 : 1));
}

function apart({ scored, spentMicros }: Pace): number {
  return Math.abs(spentMicros - scored.currentMicros);
}
