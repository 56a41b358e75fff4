import type { ChannelId } from '../core/channel.ts';
import { COLUMNS } from '../core/facts.ts';
import type { EventPart } from './rollup.ts';

/** Channels one day may have, over all batches: a process that sums up so many takes 1.2 GB. */
export const CHANNELS_PER_DAY_MAX = 1_000_000;

type EventRow = EventPart['rows'][number];

/** The event pages of one day summed up as they come: memory grows with channels, not with batches. */
export class EventSums {
  readonly #pageKeys: string[] = [];
  readonly #rows = new Map<ChannelId, { said: number; sums: number[] }>();

  readonly #capped = new Set<ChannelId>();
  readonly #channelsMax: number;

  constructor(channelsMax = CHANNELS_PER_DAY_MAX) {
    this.#channelsMax = channelsMax;
  }

  /** False once there were too many channels: what is summed up then is not the day. */
  isWhole = true;

  /** A sum that would pass 2^53 stays there. */
  add(pageKeys: readonly string[], rows: readonly EventRow[]): void {
    for (const key of pageKeys) this.#pageKeys.push(key);
    for (const { channel, said, sums } of rows) {
      const known = this.#rows.get(channel);
      if (known === undefined) {
        this.isWhole &&= this.#rows.size < this.#channelsMax;
        if (!this.isWhole) return;
        this.#rows.set(channel, { said, sums: [...sums] });
        continue;
      }
      known.said |= said;
      for (const index of COLUMNS.keys()) {
        const sum = (known.sums[index] ?? 0) + (sums[index] ?? 0);
        if (!Number.isSafeInteger(sum)) this.#capped.add(channel);
        known.sums[index] = Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, sum));
      }
    }
  }

  part(): EventPart {
    const rows = Array.from(this.#rows, ([channel, { said, sums }]) => ({ channel, said, sums }));
    return { pageKeys: this.#pageKeys, rows, capped: this.#capped };
  }
}
