import { deliver, FIRST_DELIVERY, SECOND_DELIVERY, WHOLE_DELIVERY } from '../../examples/delivery.ts';
import { orderBatches, TRACKED_ORDERS } from '../../examples/exports/orders.ts';
import { CHANNELS, CREATORS, type SampleChannel } from '../../examples/truth.ts';

/** What the inbox says of one channel, all days, the newest statement of each day counting. */
export interface DeliveredTotals {
  readonly channel: string;
  readonly days: number;
  readonly spendCents: number;
  /** Hundredths of a conversion. */
  readonly conversionHundredths: number;
  readonly valueCents: number;
}

/** Sums to compare an ingested inbox with, to the cent. */
export function deliveredTotals(): DeliveredTotals[] {
  return CHANNELS.map(totalsOf);
}

function totalsOf(channel: SampleChannel): DeliveredTotals {
  const days = [
    ...(channel.platform === 'linkedin' || channel === CREATORS
      ? deliver(channel, WHOLE_DELIVERY)
      : [
          ...deliver(channel, FIRST_DELIVERY).filter(({ day }) => day < SECOND_DELIVERY.from),
          ...deliver(channel, SECOND_DELIVERY),
        ]),
  ];
  const spent = {
    channel: channel.id,
    days: days.length,
    spendCents: days.reduce((sum, { spendCents }) => sum + spendCents, 0),
  };
  if (channel === CREATORS) return { ...spent, ...trackedTotals() };
  return {
    ...spent,
    conversionHundredths: days.reduce((sum, day) => sum + day.conversionHundredths, 0),
    valueCents: days.reduce((sum, { valueCents }) => sum + valueCents, 0),
  };
}

/** The agency reports no outcomes: the shop's own orders count, each once, less the one that was taken back. */
function trackedTotals(): Pick<DeliveredTotals, 'conversionHundredths' | 'valueCents'> {
  const orders = TRACKED_ORDERS.filter(({ channel }) => channel === CREATORS.id);
  const value = orders.reduce((sum, { valueCents }) => sum + valueCents, 0);
  return { conversionHundredths: 100 * orders.length, valueCents: value - orderBatches().refunded.valueCents };
}
