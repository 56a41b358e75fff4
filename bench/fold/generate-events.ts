import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createGzip, createZstdCompress } from 'node:zlib';

export const CHANNELS = 2000;
const START_MS = Date.parse('2026-09-30T00:00:00Z');
const DAY_MS = 86_400_000;
const LINES_AT_ONCE = 10_000;

export interface EventTotals {
  events: number;
  spendMicros: bigint;
  impressions: bigint;
  clicks: bigint;
  conversions: bigint;
  revenueMicros: bigint;
}

/** A stream of pseudo-random 32-bit numbers, the same for the same seed (xorshift128). */
function xorshift(seed: string): () => number {
  const digest = createHash('sha256').update(seed).digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let d = digest.readUInt32LE(12);
  return () => {
    const t = a ^ (a << 11);
    a = b;
    b = c;
    c = d;
    d = d ^ (d >>> 19) ^ (t ^ (t >>> 8));
    return d >>> 0;
  };
}

/** Channels of Zipf's law with exponent 1: the k-th has a share in proportion to 1/k. */
function zipf(random: () => number): () => number {
  const cumulative = new Float64Array(CHANNELS);
  let sum = 0;
  for (let rank = 0; rank < CHANNELS; rank += 1) cumulative[rank] = sum += 1 / (rank + 1);
  return () => {
    const at = (random() / 2 ** 32) * sum;
    let low = 0;
    let high = CHANNELS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/**
 * Writes events of about 170 bytes as trackers do: random 128-bit ids, 2,000 channels, one local day, most of them
 * impressions, five clicks and, unless told otherwise, a conversion in a hundred. Answers their exact totals.
 */
export async function generateEvents(
  path: string,
  count: number,
  seed: string,
  conversionPercent = 1,
): Promise<EventTotals> {
  const random = xorshift(seed);
  const channelOf = zipf(random);
  const totals: EventTotals = {
    events: count,
    spendMicros: 0n,
    impressions: 0n,
    clicks: 0n,
    conversions: 0n,
    revenueMicros: 0n,
  };
  const file = createWriteStream(path);
  const packer = path.endsWith('.zst') ? createZstdCompress() : createGzip();
  packer.pipe(file);
  const hex = () => random().toString(16).padStart(8, '0');
  let lines = '';
  let spend = 0;
  let revenue = 0;
  for (let index = 0; index < count; index += 1) {
    const at = new Date(START_MS + Math.floor((index / count) * (DAY_MS - 60_000)) + (random() % 60_000)).toISOString();
    const rank = channelOf();
    const channel = `google:${4_600_000_000 + (rank % 7)}:${20_000_000_000 + rank * 7919}`;
    const kind = random() % 100;
    const type = kind < 95 - conversionPercent ? 'impression' : kind < 100 - conversionPercent ? 'click' : 'conversion';
    const cost = type === 'conversion' ? 0 : random() % 100_000;
    const value = type === 'conversion' ? random() % 100_000_000 : 0;
    spend += cost;
    revenue += value;
    if (type === 'impression') totals.impressions += 1n;
    else if (type === 'click') totals.clicks += 1n;
    else totals.conversions += 1n;
    const amounts = type === 'conversion' ? `"valueMicros":${value}` : `"costMicros":${cost}`;
    lines += `{"id":"${hex()}${hex()}${hex()}${hex()}","at":"${at}","channel":"${channel}","type":"${type}",${amounts}}\n`;
    if (index % LINES_AT_ONCE === LINES_AT_ONCE - 1 || index === count - 1) {
      totals.spendMicros += BigInt(spend);
      totals.revenueMicros += BigInt(revenue);
      spend = 0;
      revenue = 0;
      if (!packer.write(lines)) await once(packer, 'drain');
      lines = '';
    }
  }
  packer.end();
  await once(file, 'close');
  return totals;
}
