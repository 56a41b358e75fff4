import type { Day } from './calendar.ts';

/** What an experiment says that a channel's spend truly returned on some days: an estimate and its standard error. */
export interface LiftTest {
  /** Both days are part of the test. */
  readonly start: Day;
  readonly end: Day;
  /** Revenue per unit of spend, in millionths: a ROAS of 2.1 is 2_100_000. Below 0 where sales fell. */
  readonly roasMicros: number;
  /** In millionths too; above 0. */
  readonly standardErrorMicros: number;
}
