import type { Day } from '../core/calendar.ts';
import type { ChannelId } from '../core/channel.ts';
import { COLUMNS, type Column, type Counters } from '../core/facts.ts';
import type { DayRollup, Delivery, RolledChannel } from '../core/rollup.ts';

/** What one event batch, or an earlier version of the day for many, says of it; duplicates are taken out. */
export interface EventPart {
  readonly pageKeys: readonly string[];
  readonly rows: readonly { readonly channel: ChannelId; readonly said: number; readonly sums: readonly number[] }[];
  /** Channels of which a sum would have passed 2^53 already. */
  readonly capped?: Iterable<ChannelId>;
}

/** What one report says of a day. */
export interface ReportPart {
  readonly pageKey: string;
  readonly rank: DeliveryRank;
  readonly conversionsDatedByClick: boolean;
  /** False where an earlier version of the day covers the page. */
  readonly isNew: boolean;
  readonly rows: readonly { readonly channel: ChannelId; readonly counters: Counters }[];
}

/** What an earlier version of the day has of reports; stands where no report is new. */
export interface CarriedReports {
  readonly reportKeys: readonly string[];
  readonly channels: readonly Pick<RolledChannel, 'channel' | 'report' | 'deliveries'>[];
}

/** Decides which delivery is newer: the time the report states, else its arrival; then arrival, then name, then id. */
export interface DeliveryRank {
  readonly statedAtMs: number | null;
  readonly arrivalMs: number;
  readonly name: string;
  readonly batchId: string;
}

export interface RolledDay {
  readonly rollup: DayRollup;
  /** A new delivery changed a number that an earlier one had stated. */
  readonly isRestated: boolean;
  /** Channels of which a sum would pass 2^53 and stays there. */
  readonly capped: readonly ChannelId[];
}

/** Worked example: stated at 10 beats stated at 9, whatever came last; with nothing stated, the later arrival wins. */
export function compareDeliveries(a: DeliveryRank, b: DeliveryRank): number {
  return (
    (a.statedAtMs ?? a.arrivalMs) - (b.statedAtMs ?? b.arrivalMs) ||
    a.arrivalMs - b.arrivalMs ||
    compareText(a.name, b.name) ||
    compareText(a.batchId, b.batchId)
  );
}

/**
 * One local day from all that was delivered of it: of each channel and column the newest report stands, events are
 * summed. A pure function of its parts: their order does not matter.
 */
export function rollUpDay(
  day: Day,
  events: readonly EventPart[],
  reports: readonly ReportPart[],
  carried: CarriedReports = { reportKeys: [], channels: [] },
): RolledDay {
  const channels = new Map<ChannelId, Accumulator>();
  const capped = new Set<ChannelId>();
  for (const { channel, report, deliveries } of carried.channels) {
    channels.set(channel, { ...newAccumulator(), report, earlier: report, deliveries: [...deliveries] });
  }
  for (const { rows, capped: cappedBefore = [] } of events.toSorted((a, b) =>
    compareText(a.pageKeys[0] ?? '', b.pageKeys[0] ?? ''),
  )) {
    for (const channel of cappedBefore) capped.add(channel);
    for (const row of rows) {
      if (!addEvents(accumulatorOf(channels, row.channel), row.said, row.sums)) capped.add(row.channel);
    }
  }
  for (const part of reports.toSorted((a, b) => compareDeliveries(a.rank, b.rank))) {
    for (const { channel, counters } of part.rows) addReport(accumulatorOf(channels, channel), part, counters);
  }
  const rolled = [...channels]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([channel, { report, events, deliveries }]): RolledChannel => ({ channel, report, events, deliveries }));
  return {
    rollup: {
      day,
      covers: [
        ...events.flatMap(({ pageKeys }) => pageKeys),
        ...carried.reportKeys,
        ...reports.map(({ pageKey }) => pageKey),
      ].sort(compareText),
      channels: rolled,
    },
    isRestated: [...channels.values()].some(isRestated),
    capped: [...capped].sort(),
  };
}

interface Accumulator {
  readonly events: Counters;
  readonly report: Counters;
  readonly deliveries: Delivery[];
  /** What stood before this ingest. */
  readonly earlier: Counters;
  /** Columns of which two new deliveries say different things. */
  readonly contested: Set<Column>;
  readonly newlySaid: Counters;
}

function accumulatorOf(channels: Map<ChannelId, Accumulator>, channel: ChannelId): Accumulator {
  let accumulator = channels.get(channel);
  if (accumulator === undefined) {
    accumulator = newAccumulator();
    channels.set(channel, accumulator);
  }
  return accumulator;
}

function newAccumulator(): Accumulator {
  return { events: {}, report: {}, deliveries: [], earlier: {}, contested: new Set(), newlySaid: {} };
}

/**
 * Answers false where a sum passes 2^53: counters are exact below, and no account gets there with data that is not
 * broken.
 */
function addEvents({ events }: Accumulator, said: number, sums: readonly number[]): boolean {
  let isExact = true;
  for (const [index, column] of COLUMNS.entries()) {
    if (((said >> index) & 1) === 0) continue;
    const sum = (events[column] ?? 0) + (sums[index] ?? 0);
    events[column] = Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, sum));
    isExact &&= Number.isSafeInteger(sum);
  }
  return isExact;
}

function addReport(accumulator: Accumulator, part: ReportPart, counters: Counters): void {
  const { report, earlier, contested, newlySaid } = accumulator;
  for (const column of COLUMNS) {
    const said = counters[column];
    if (said === undefined) continue;
    report[column] = said;
    if (!part.isNew) earlier[column] = said;
    else if (newlySaid[column] !== undefined && newlySaid[column] !== said) contested.add(column);
    if (part.isNew) newlySaid[column] = said;
  }
  if (part.conversionsDatedByClick) addDelivery(accumulator, part.rank, counters);
}

function addDelivery({ deliveries }: Accumulator, rank: DeliveryRank, counters: Counters): void {
  const { conversionMicros, revenueMicros } = counters;
  if (conversionMicros === undefined && revenueMicros === undefined) return;
  const statedAtMs = rank.statedAtMs ?? rank.arrivalMs;
  const last = deliveries.at(-1);
  if (
    last?.statedAtMs === statedAtMs &&
    last.conversionMicros === conversionMicros &&
    last.revenueMicros === revenueMicros
  ) {
    return;
  }
  deliveries.push({
    statedAtMs,
    ...(conversionMicros === undefined ? {} : { conversionMicros }),
    ...(revenueMicros === undefined ? {} : { revenueMicros }),
  });
}

function isRestated({ report, earlier, contested }: Accumulator): boolean {
  return COLUMNS.some((column) =>
    earlier[column] === undefined ? contested.has(column) : earlier[column] !== report[column],
  );
}

/**
 * Ascending order of UTF-8 bytes, as in objects and pages; `<` orders UTF-16 units, which differ beyond the basic
 * plane.
 */
function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
