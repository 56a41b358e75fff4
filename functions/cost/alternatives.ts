import { distinctChannels, type EventLoad, runLoadOf } from './load.ts';
import { PRICES } from './prices.ts';

export interface AlternativeCost {
  readonly design: string;
  /** USD. */
  readonly perMillionEvents: number;
  readonly arithmetic: string;
}

/** A small function for one event or ten: 256 MB, 12 ms. */
const SMALL_GB_SECONDS = 0.25 * 0.012;
const LOG_BYTES_PER_CALL = 350;
/** Events a shard takes a second, and how much room is left in it. */
const EVENTS_PER_SHARD = 1000;
const SHARD_ROOM = 1.2;
const WINDOW_SECONDS = 5;

/** Other ways to count the same events, at their least: no retries, no storage, no reading. */
export function alternativesOf(load: EventLoad): AlternativeCost[] {
  const { eventsPerSecond, channels } = load;
  const write = 1e6 * PRICES.writeUnit.usd;
  const calls = (count: number) =>
    count * (PRICES.invocation.usd + SMALL_GB_SECONDS * PRICES.lambdaGbSecond.usd) +
    ((count * LOG_BYTES_PER_CALL) / 1e9) * PRICES.logGb.usd;
  const perEvent = 1e6 * PRICES.httpCall.usd + calls(1e6);

  const shards = Math.max(1, Math.ceil((eventsPerSecond * SHARD_ROOM) / EVENTS_PER_SHARD));
  const shardHours = (shards * 1e6) / (eventsPerSecond * 3600);
  const windowEvents = (eventsPerSecond * WINDOW_SECONDS) / shards;
  const windows = 1e6 / windowEvents;
  const windowKeys = distinctChannels(windowEvents, channels);

  const { events, files } = runLoadOf(load);
  const fileEvents = events / files;
  const rows = (1e6 / fileEvents) * distinctChannels(fileEvents, channels);
  return [
    {
      design: 'one call and one write per event',
      perMillionEvents: perEvent + write,
      arithmetic: 'HTTP API, a function, one update of a counter; a retry counts twice',
    },
    {
      design: 'one call, and a write that a retry does not repeat',
      perMillionEvents: perEvent + 4 * write,
      arithmetic: 'the same with a transaction of marker and counter: twice the units of two writes',
    },
    {
      design: 'queue in tens',
      perMillionEvents: 3e5 * PRICES.queueCall.usd + calls(1e5) + write,
      arithmetic: 'send, receive and delete ten at a time, one update per event; a retry counts twice',
    },
    {
      design: 'stream with in-batch aggregation',
      perMillionEvents:
        1e6 * PRICES.shardPut.usd +
        shardHours * PRICES.shardHour.usd +
        calls(windows) +
        windows * windowKeys * PRICES.writeUnit.usd,
      arithmetic: `${shards} shards, windows of ${WINDOW_SECONDS} s, ${Math.round(windowKeys)} channels updated each`,
    },
    {
      design: 'files, but rows instead of pages',
      perMillionEvents: rows * PRICES.writeUnit.usd,
      arithmetic: `${Math.round(rows)} rows written a million events, the rest as here`,
    },
  ];
}
