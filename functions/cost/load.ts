import { RAW_EVENTS_DAYS } from '../core/retention.ts';

/** What comes in, and how fresh the facts shall be. */
export interface EventLoad {
  readonly eventsPerSecond: number;
  /** As stored: compressed. */
  readonly bytesPerEvent: number;
  readonly channels: number;
  /** Share of events that are conversions. */
  readonly conversionShare: number;
  /** Seconds between two runs of the ingest machine; producers close a file at that age at the latest. */
  readonly freshnessSeconds: number;
  readonly producers: number;
  /** Days raw files are kept to be folded again. */
  readonly rawDays: number;
}

/**
 * Bytes per event are measured: lines of 170 bytes with a random id, gzip or zstd. A conversion in a hundred events is
 * more than most accounts see.
 */
export const USUAL_LOAD: EventLoad = {
  eventsPerSecond: 10_000,
  bytesPerEvent: 36,
  channels: 2000,
  conversionShare: 0.01,
  freshnessSeconds: 300,
  producers: 1,
  rawDays: RAW_EVENTS_DAYS,
};

/** Events of one file `send` writes: 16 MiB of lines of 170 bytes. */
const EVENTS_PER_FILE = 100_000;

export interface RunLoad {
  readonly events: number;
  readonly files: number;
  /** Groups that are folded side by side. */
  readonly groups: number;
}

const GROUP_BYTES = 64 << 20;
const GROUPS_MAX = 40;

/** What one run of the ingest machine finds. Worked numbers: 169/s every 5 minutes is one file of 50,700 events. */
export function runLoadOf(load: EventLoad): RunLoad {
  const events = load.eventsPerSecond * load.freshnessSeconds;
  const files = Math.max(events / EVENTS_PER_FILE, load.producers);
  const groups = Math.min(GROUPS_MAX, files, Math.max(1, Math.ceil((events * load.bytesPerEvent) / GROUP_BYTES)));
  return { events, files, groups };
}

/**
 * Distinct channels among so many events, where the k-th channel gets a share in proportion to 1/k (Zipf's law): the sum
 * of 1 − (1 − share)^events. Worked number: 1,000 events over 2,000 channels name 397 of them.
 */
export function distinctChannels(events: number, channels: number): number {
  let harmonic = 0;
  for (let rank = 1; rank <= channels; rank += 1) harmonic += 1 / rank;
  let distinct = 0;
  for (let rank = 1; rank <= channels; rank += 1) distinct += 1 - (1 - 1 / rank / harmonic) ** events;
  return distinct;
}
