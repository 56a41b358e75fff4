import * as v from 'valibot';
import { decodeJson, encodeJson } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { planSchema } from '../core/run-ledger.ts';
import { readScoreSheet } from '../core/score-sheet.ts';
import type { ScoreSheet } from '../core/scored.ts';
import type { Question } from './question.ts';

/** Days of all channels that one answer holds, 2 MB of the 6 MB a function may answer, and of one channel. */
const DAYS_MAX = 30_000;
const DAYS_OF_CHANNEL_MAX = 90;

/**
 * Sheet without curves and series, where nobody asked for them: 300 bytes a channel, of the 6 MB a function may answer.
 * With them some 3 kB a channel and its newest days, for some 1,000 channels.
 */
export function sheetText(sheet: ScoreSheet, { curves = false }: Pick<Question, 'curves'> = {}): string {
  const days = Math.min(DAYS_OF_CHANNEL_MAX, Math.floor(DAYS_MAX / Math.max(1, sheet.channels.length)));
  const channels = sheet.channels.map((channel) => ({
    ...channel,
    posterior: curves ? channel.posterior : null,
    series: curves && days > 0 ? channel.series.slice(-days) : [],
  }));
  return encodeJson({ ...sheet, channels });
}

/** The reverse of `sheetText`, what it left out aside. */
export function readSheetText(text: string): ScoreSheet {
  return readScoreSheet(new TextEncoder().encode(text));
}

export function planText(plan: Plan): string {
  return encodeJson(plan);
}

export function readPlanText(text: string): Plan {
  return v.parse(planSchema, decodeJson(text));
}
