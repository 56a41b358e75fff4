import type { Day } from '../../core/calendar.ts';

export interface DecodeContext {
  /** ISO 4217 code of the policy. */
  readonly currency: string;
  /** Zone of the policy; hours that state another are brought into it. */
  readonly timeZone: string;
  /** Account id where an export names none, by platform. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Local day of arrival; later days are rejected. */
  readonly today: Day;
}
