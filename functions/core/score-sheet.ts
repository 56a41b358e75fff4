import * as v from 'valibot';
import { MarginalError } from './errors.ts';
import { decodeJson } from './json.ts';
import type { ScoredChannel, ScoreSheet, SeriesDay } from './scored.ts';

const sum = v.union([v.number(), v.bigint()]);
/** Whole numbers beyond 2^53 come back from JSON as bigint; an estimate bears the rounding. */
const estimate = v.pipe(sum, v.transform(Number));
const nullableEstimate = v.nullable(estimate);
const micros = v.pipe(v.number(), v.safeInteger());

const posterior = v.object({
  referenceMicros: estimate,
  valueMicros: estimate,
  components: v.array(
    v.object({
      weight: v.number(),
      halfSaturation: estimate,
      slope: v.number(),
      levelShape: estimate,
      levelRate: estimate,
    }),
  ),
});

/** Series are long and only drawn: that they are lists is all that is checked of them. */
const series = v.custom<readonly SeriesDay[]>(Array.isArray, 'a list of days is needed');

const channel: v.GenericSchema<unknown, ScoredChannel> = v.object({
  channel: v.string(),
  name: v.string(),
  platform: v.string(),
  days: v.number(),
  spendMicros: sum,
  returnMicros: sum,
  conversions: nullableEstimate,
  roas: nullableEstimate,
  roasLow: nullableEstimate,
  roasHigh: nullableEstimate,
  marginalRoas: nullableEstimate,
  marginalRoasLow: nullableEstimate,
  marginalRoasHigh: nullableEstimate,
  completeness: v.number(),
  verdict: v.picklist(['trusted', 'untrusted']),
  reason: v.string(),
  currentMicros: micros,
  currentSource: v.picklist(['applied', 'file', 'report', 'meanSpend']),
  budgetKind: v.picklist(['daily', 'total', 'shared', 'none']),
  paused: v.boolean(),
  lastChangedAtMs: v.nullable(v.number()),
  posterior: v.nullable(posterior),
  series,
});

const sheet: v.GenericSchema<unknown, ScoreSheet> = v.object({
  asOf: v.string(),
  since: v.nullable(v.string()),
  currency: v.string(),
  goal: v.picklist(['revenue', 'conversions', 'profit']),
  channels: v.array(channel),
  factsHash: v.string(),
});

/** A score sheet from the bytes of its object. Throws `NoData` where there is no object or it holds no sheet. */
export function readScoreSheet(bytes: Uint8Array | undefined): ScoreSheet {
  if (bytes === undefined) throw new MarginalError('NoData', 'the scores of this run are not in the store');
  const parsed = v.safeParse(sheet, decodeJson(new TextDecoder().decode(bytes)), { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new MarginalError('NoData', `the scores of this run cannot be read: ${v.summarize(parsed.issues)}`);
}
