import * as v from 'valibot';
import { decodeJson, encodeJson } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import { planSchema } from '../core/run-ledger.ts';
import { readScoreSheet } from '../core/score-sheet.ts';
import type { ScoreSheet } from '../core/scored.ts';

/** Sheet without curves and series, which nobody asked for: 300 bytes a channel, of the 6 MB a function may answer. */
export function sheetText(sheet: ScoreSheet): string {
  const figures = sheet.channels.map((channel) => ({ ...channel, posterior: null, series: [] }));
  return encodeJson({ ...sheet, channels: figures });
}

/** The reverse of `sheetText`, curves and series aside. */
export function readSheetText(text: string): ScoreSheet {
  return readScoreSheet(new TextEncoder().encode(text));
}

export function planText(plan: Plan): string {
  return encodeJson(plan);
}

export function readPlanText(text: string): Plan {
  return v.parse(planSchema, decodeJson(text));
}
