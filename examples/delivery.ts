import { historyOf, type HistoryDay, type Order } from './history.ts';
import { FIRST_DAY, LAST_DAY, shiftDay } from './sample-calendar.ts';
import type { SampleChannel } from './truth.ts';

/** One export: the days it covers, and the morning it was made, which decides what has been reported of them. */
export interface Delivery {
  readonly from: string;
  readonly to: string;
  readonly madeOn: string;
}

/** Its newest days are under-reported: their later orders are yet to come. */
export const FIRST_DELIVERY: Delivery = { from: FIRST_DAY, to: '2026-09-23', madeOn: '2026-09-24' };
/** A week on: the last fortnight of the first delivery again, with what has come since, and the week itself. */
export const SECOND_DELIVERY: Delivery = { from: '2026-09-10', to: LAST_DAY, madeOn: '2026-10-01' };
export const WHOLE_DELIVERY: Delivery = { from: FIRST_DAY, to: LAST_DAY, madeOn: '2026-10-01' };

export interface DeliveredDay {
  readonly day: string;
  readonly spendCents: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly conversionHundredths: number;
  readonly valueCents: number;
  /** The orders counted above. */
  readonly orders: readonly Order[];
}

function deliverDay({ orders, ...rest }: HistoryDay, madeOn: string): DeliveredDay {
  const known = orders.filter(({ lagDays }) => shiftDay(rest.day, lagDays) < madeOn);
  return { ...rest, ...sumOrders(known), orders: known };
}

export function sumOrders(orders: readonly Order[]): { conversionHundredths: number; valueCents: number } {
  return {
    conversionHundredths: orders.reduce((sum, order) => sum + order.creditHundredths, 0),
    valueCents: orders.reduce((sum, order) => sum + order.valueCents, 0),
  };
}

/** A channel's days as the platform reported them in one delivery; days without spend are left out, as platforms do. */
export function deliver(channel: SampleChannel, { from, to, madeOn }: Delivery): DeliveredDay[] {
  return historyOf(channel)
    .filter(({ day, spendCents }) => from <= day && day <= to && spendCents > 0)
    .map((day) => deliverDay(day, madeOn));
}
