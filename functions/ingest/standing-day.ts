import * as v from 'valibot';
import { COLUMNS } from '../core/facts.ts';
import { loadObject } from '../core/load-object.ts';
import type { ObjectStore } from '../core/ports.ts';
import { isEventPage } from './page-key.ts';
import type { CarriedReports, EventPart } from './rollup.ts';

const CounterSchema = v.exactOptional(v.pipe(v.number(), v.safeInteger()));

const CountersSchema = v.object({
  spendMicros: CounterSchema,
  impressions: CounterSchema,
  clicks: CounterSchema,
  conversionMicros: CounterSchema,
  revenueMicros: CounterSchema,
});

const StandingSchema = v.object({
  covers: v.array(v.string()),
  channels: v.array(
    v.object({
      channel: v.string(),
      report: CountersSchema,
      events: CountersSchema,
      deliveries: v.array(
        v.object({ statedAtMs: v.number(), conversionMicros: CounterSchema, revenueMicros: CounterSchema }),
      ),
    }),
  ),
});

/** The version of a day that stands, as the next one may take it over. */
export interface StandingDay extends CarriedReports {
  readonly covers: readonly string[];
  readonly eventRows: EventPart['rows'];
  /** No sum of events was capped. */
  readonly isExact: boolean;
}

export async function loadStandingDay(key: string, objects: ObjectStore): Promise<StandingDay> {
  const text = new TextDecoder().decode(await loadObject(objects, key));
  const { covers, channels } = v.parse(StandingSchema, JSON.parse(text));
  const eventRows = channels.flatMap(({ channel, events }) => {
    const said = COLUMNS.reduce((bits, column, index) => bits | (events[column] === undefined ? 0 : 1 << index), 0);
    return said === 0 ? [] : [{ channel, said, sums: COLUMNS.map((column) => events[column] ?? 0) }];
  });
  return {
    covers,
    eventRows,
    isExact: eventRows.every(({ sums }) => sums.every((sum) => Math.abs(sum) < Number.MAX_SAFE_INTEGER)),
    reportKeys: covers.filter((pageKey) => !isEventPage(pageKey)),
    channels: channels.filter(({ report, deliveries }) => Object.keys(report).length + deliveries.length > 0),
  };
}
