import { join } from 'node:path';
import * as v from 'valibot';
import { openStore } from '../../local/store.ts';
import type { EventTotals } from '../fold/generate-events.ts';

const Item = v.object({ key: v.string() });
const Sum = v.optional(v.number(), 0);
const Day = v.object({
  channels: v.array(
    v.object({
      events: v.object({
        spendMicros: Sum,
        impressions: Sum,
        clicks: Sum,
        conversionMicros: Sum,
        revenueMicros: Sum,
      }),
    }),
  ),
});

export type StoreTotals = Omit<EventTotals, 'events'>;

/** What the days that stand in a store sum up to, to the micro. */
export async function totalsOf(folder: string, store: string): Promise<StoreTotals> {
  const { ledger, objects, close } = await openStore(join(folder, store), {
    mustExist: true,
    waitMsMax: 0,
    onWait: () => undefined,
    signal: new AbortController().signal,
  });
  try {
    const totals = { spendMicros: 0n, impressions: 0n, clicks: 0n, conversions: 0n, revenueMicros: 0n };
    for (const { value } of await ledger.query('rollup')) {
      const bytes = await objects.get(v.parse(Item, value).key);
      const { channels } = v.parse(Day, JSON.parse(new TextDecoder().decode(bytes)));
      for (const { events } of channels) {
        totals.spendMicros += BigInt(events.spendMicros);
        totals.impressions += BigInt(events.impressions);
        totals.clicks += BigInt(events.clicks);
        totals.conversions += BigInt(events.conversionMicros) / 1_000_000n;
        totals.revenueMicros += BigInt(events.revenueMicros);
      }
    }
    return totals;
  } finally {
    await close();
  }
}

/** Throws where the store says anything else than what was sent, by so much as a micro. */
export function expectTotals(what: string, got: StoreTotals, wanted: StoreTotals): void {
  for (const key of ['spendMicros', 'impressions', 'clicks', 'conversions', 'revenueMicros'] as const) {
    if (got[key] !== wanted[key]) throw new Error(`${what}: ${key} is ${got[key]}, ${wanted[key]} were sent`);
  }
}
