import type { Day } from '../core/calendar.ts';
import type { Ledger } from '../core/ports.ts';

/**
 * The last day that has data, at most `asOf`: a run may be asked for as of a day that nothing was delivered for yet.
 * `asOf` itself where no day is rolled up.
 */
export async function newestDataDay(ledger: Ledger, asOf: Day): Promise<Day> {
  const days = await ledger.query('rollup', { descending: true });
  return days.find(({ sort }) => sort <= asOf)?.sort ?? asOf;
}
