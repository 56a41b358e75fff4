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
}

export function parseFlags(options: Readonly<Record<string, unknown>>): Flags {
  if (options['stage'] !== undefined) {
    throw new MarginalError(
      'NotYetAvailable',
      "'--stage' is not in this version yet; without it the embedded stage runs",
    );
  }
  const asOf = dayOf('--as-of', options['asOf']);
  const since = dayOf('--since', options['since']);
  if (asOf !== null && since !== null && since > asOf) {
    throw new MarginalError('UsageError', `--since: got ${since}, which is after --as-of ${asOf}`);
  }
  return {
    store: String(options['store']),
    policy: String(options['policy']),
    inbox: String(options['inbox']),
    out: String(options['out']),
    asOf,
    since,
    json: options['json'] === true,
  };
}

function dayOf(flag: string, given: unknown): string | null {
  if (given === undefined) return null;
  const day = String(given);
  if (!isDay(day)) throw new MarginalError('UsageError', `${flag}: got '${day}', a day such as 2026-09-30 is needed`);
  return day;
}
