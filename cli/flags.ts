import * as v from 'valibot';
import { isDay } from '../functions/core/calendar.ts';
import { MarginalError } from '../functions/core/errors.ts';

/** The flags every command has, checked. */
export interface Flags {
  readonly store: string;
  readonly policy: string;
  readonly inbox: string;
  readonly out: string;
  readonly asOf: string | null;
  readonly since: string | null;
  readonly json: boolean;
  /** A deployed stage; null: the embedded one. */
  readonly stage: string | null;
  /** Flags that were typed, not defaulted: a stage has its own policy and inbox. */
  readonly typed: ReadonlySet<string>;
}

const text = v.string();

const Options = v.object({
  store: text,
  policy: text,
  inbox: text,
  out: text,
  asOf: v.optional(text),
  since: v.optional(text),
  json: v.optional(v.boolean(), false),
  stage: v.optional(text),
});

export function parseFlags(options: Readonly<Record<string, unknown>>, typed: ReadonlySet<string>): Flags {
  const { stage = null, asOf: asOfText, since: sinceText, ...flags } = v.parse(Options, options);
  const asOf = dayOf('--as-of', asOfText);
  const since = dayOf('--since', sinceText);
  if (asOf !== null && since !== null && since > asOf) {
    throw new MarginalError('UsageError', `--since: got ${since}, which is after --as-of ${asOf}`);
  }
  return { ...flags, asOf, since, stage, typed };
}

function dayOf(flag: string, day: string | undefined): string | null {
  if (day === undefined) return null;
  if (!isDay(day)) throw new MarginalError('UsageError', `${flag}: got '${day}', a day such as 2026-09-30 is needed`);
  return day;
}
