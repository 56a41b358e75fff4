import { historyOf } from '../history.ts';
import { seededRandom } from '../seeded-random.ts';
import { CREATORS, TRACKED_BESIDE_REPORT } from '../truth.ts';
import { linesOf } from './csv.ts';

/** An order as the shop itself saw it, on the day it was made. */
export interface TrackedOrder {
  readonly id: string;
  readonly day: string;
  readonly at: string;
  readonly channel: string;
  readonly valueCents: number;
}

export interface OrderBatches {
  readonly first: string;
  readonly second: string;
  /** What the second batch takes back of an order in the first. */
  readonly refunded: TrackedOrder;
}

export const TRACKED_FROM = '2026-09-01';
const FIRST_BATCH_ENDS = '2026-09-20';
const RESENT = 5;

const twoDigits = (number: number): string => String(number).padStart(2, '0');

function trackOrders(): TrackedOrder[] {
  const random = seededRandom('northtrail/orders');
  const unnamed = [CREATORS, TRACKED_BESIDE_REPORT].flatMap((channel) =>
    historyOf(channel)
      .filter(({ day }) => day >= TRACKED_FROM)
      .flatMap(({ day, orders }) =>
        orders.map(({ valueCents, creditHundredths }) => {
          // From 07:00 to 22:59 in New York, which is four hours behind UTC all September.
          const hour = 7 + Math.floor(16 * random.uniform());
          const time = [hour, Math.floor(60 * random.uniform()), Math.floor(60 * random.uniform())].map(twoDigits);
          return {
            day,
            at: `${day}T${time.join(':')}-04:00`,
            channel: channel.id,
            // The shop sees the whole order, whatever share of it a platform claims.
            valueCents: (valueCents * 100) / creditHundredths,
          };
        }),
      ),
  );
  return unnamed
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .map(({ day, at, channel, valueCents }, index) => ({
      id: `order-${10_001 + index}`,
      day,
      at,
      channel,
      valueCents,
    }));
}

/** Every order of the two tracked channels, ascending by time. */
export const TRACKED_ORDERS: readonly TrackedOrder[] = trackOrders();

function orderLine({ id, at, channel, valueCents }: TrackedOrder): string {
  return JSON.stringify({ id, at, channel, type: 'conversion', valueMicros: valueCents * 10_000 });
}

/**
 * Two batches of the shop's own orders. The second begins with five orders of the first, sent again; it takes one
 * order back; and it holds two lines that are no events: a type that does not exist, and half a line.
 */
export function orderBatches(): OrderBatches {
  const first = TRACKED_ORDERS.filter(({ day }) => day <= FIRST_BATCH_ENDS);
  const second = TRACKED_ORDERS.filter(({ day }) => day > FIRST_BATCH_ENDS);
  const refunded = first.findLast(({ channel }) => channel === CREATORS.id);
  if (refunded === undefined) throw new RangeError('the first batch holds no order to take back');
  const refund = {
    id: `${refunded.id}-refund`,
    at: '2026-09-24T09:12:40-04:00',
    channel: refunded.channel,
    type: 'conversion',
    valueMicros: -refunded.valueCents * 10_000,
  };
  const unknownType = { id: 'page-1', at: '2026-09-25T11:00:00-04:00', channel: CREATORS.id, type: 'pageview' };
  return {
    first: linesOf(first.map(orderLine)),
    second: linesOf([
      ...first.slice(-RESENT).map(orderLine),
      JSON.stringify(refund),
      JSON.stringify(unknownType),
      ...second.map(orderLine),
      '{"id":"order-',
    ]),
    refunded,
  };
}
