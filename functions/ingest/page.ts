import { type Day, dayOfEpochDay, epochDayOf } from '../core/calendar.ts';
import type { ChannelId } from '../core/channel.ts';
import { MarginalError } from '../core/errors.ts';
import { freeMemoryOf } from '../core/free-memory-of.ts';
import { ByteReader, ByteWriter } from './byte-columns.ts';
import type { ClaimList } from './claim-list.ts';
import { type Envelope, seal, unseal } from './envelope.ts';
import type { FoldedEvents } from './fold-events.ts';

/**
 * The page of an event batch, version 1. All numbers are `varint` or `signed` of `byte-columns.ts`.
 *
 *     channels   count; each: bytes shared with the one before, bytes that follow, those bytes (UTF-8, ascending)
 *     days       count; each: days since 1970 (the first signed, then less the one before), rows, then by column:
 *                  channel    index, less the one before, less one
 *                  said       bits 1 spend, 2 impressions, 4 clicks: an event spoke of it
 *                  spend, impressions, clicks: of the rows that have the bit
 *     claims     count; by column, in the order of the batch's lines:
 *                  id         first 8 bytes of the SHA-256
 *                  at         epoch milliseconds, signed, less the one before
 *                  day, channel   indexes
 *                  value      signed · conversions · cost, which is also in the row's spend
 *
 * A row's conversions and revenue are not written: they are the sums of its claims, duplicates among them. Those
 * are taken out when a day is rolled up.
 */
export const PAGE_ENVELOPE: Envelope = { holds: 'E', version: 1 };

const WRITTEN_COLUMNS = 3;
const SAYS_WRITTEN = 1 | 2 | 4;
const SAYS_OUTCOMES = 8 | 16;
const CONVERSIONS = 3;
const REVENUE = 4;
const EPOCH_DAY_LIMIT = 100_000_000;

export interface PageRow {
  /** Index in the page's channels. */
  readonly channel: number;
  /** One bit a column, in the order of `COLUMNS`. */
  readonly said: number;
  /** In the order of `COLUMNS`; 0 where not said. */
  readonly sums: readonly number[];
}

export interface PageDay {
  readonly day: Day;
  /** Ascending by channel. */
  readonly rows: readonly PageRow[];
}

export interface Page {
  /** Ascending by their UTF-8 bytes. */
  readonly channels: readonly ChannelId[];
  /** Ascending. */
  readonly days: readonly PageDay[];
  /** In the order of the batch's lines; `place` is day index × number of channels + channel index. */
  readonly claims: ClaimList;
}

export function encodePage(folded: FoldedEvents): Uint8Array {
  const { cells, channels, days, claims } = folded;
  const writer = new ByteWriter();

  const used = new Uint8Array(channels.size);
  const cellsOfDay = days.map((): number[] => []);
  for (let cell = 0; cell < cells.length; cell += 1) {
    if (cells.said[cell] === 0) continue;
    used[at(cells.channel, cell)] = 1;
    cellsOfDay[at(cells.day, cell)]?.push(cell);
  }
  const channelOrder = Array.from(used.keys())
    .filter((channel) => used[channel] === 1)
    .sort((a, b) => Buffer.compare(channels.bytesOf(a), channels.bytesOf(b)));
  const channelRank = new Uint32Array(channels.size);
  for (const [rank, channel] of channelOrder.entries()) channelRank[channel] = rank;
  const dayOrder = Array.from(days.keys())
    .filter((day) => (cellsOfDay[day]?.length ?? 0) > 0)
    .sort((a, b) => ((days[a] ?? '') < (days[b] ?? '') ? -1 : 1));
  const dayRank = new Uint32Array(days.length);
  for (const [rank, day] of dayOrder.entries()) dayRank[day] = rank;

  writeChannels(
    writer,
    channelOrder.map((channel) => channels.bytesOf(channel)),
  );

  const columns = [cells.spendMicros, cells.impressions, cells.clicks];
  writer.varint(dayOrder.length);
  let lastEpochDay = 0;
  for (const [rank, day] of dayOrder.entries()) {
    const epochDay = epochDayOf(days[day] ?? '');
    if (rank === 0) writer.signed(epochDay);
    else writer.varint(epochDay - lastEpochDay);
    lastEpochDay = epochDay;
    const rows = (cellsOfDay[day] ?? []).sort(
      (a, b) => at(channelRank, at(cells.channel, a)) - at(channelRank, at(cells.channel, b)),
    );
    writer.varint(rows.length);
    let lastChannel = -1;
    for (const cell of rows) {
      const channel = at(channelRank, at(cells.channel, cell));
      writer.varint(channel - lastChannel - 1);
      lastChannel = channel;
    }
    for (const cell of rows) writer.varint(at(cells.said, cell) & SAYS_WRITTEN);
    for (const [column, sums] of columns.entries()) {
      for (const cell of rows) {
        if (((at(cells.said, cell) >> column) & 1) === 1) writer.varint(at(sums, cell));
      }
    }
  }

  writer.varint(claims.length);
  const digest = new Uint8Array(8);
  const digestView = new DataView(digest.buffer);
  for (let claim = 0; claim < claims.length; claim += 1) {
    digestView.setUint32(0, at(claims.hashHigh, claim));
    digestView.setUint32(4, at(claims.hashLow, claim));
    writer.raw(digest);
  }
  let lastAtMs = 0;
  for (let claim = 0; claim < claims.length; claim += 1) {
    writer.signed(at(claims.atMs, claim) - lastAtMs);
    lastAtMs = at(claims.atMs, claim);
  }
  for (let claim = 0; claim < claims.length; claim += 1) {
    writer.varint(at(dayRank, at(cells.day, at(claims.place, claim))));
  }
  for (let claim = 0; claim < claims.length; claim += 1) {
    writer.varint(at(channelRank, at(cells.channel, at(claims.place, claim))));
  }
  for (let claim = 0; claim < claims.length; claim += 1) writer.signed(at(claims.valueMicros, claim));
  for (let claim = 0; claim < claims.length; claim += 1) writer.varint(at(claims.count, claim));
  for (let claim = 0; claim < claims.length; claim += 1) writer.varint(at(claims.costMicros, claim));

  const sealed = seal(PAGE_ENVELOPE, writer.bytes());
  freeMemoryOf(writer.bytes());
  return sealed;
}

/** Throws `ObjectUnreadable` for a page of another version, or one that is damaged. */
export function decodePage(sealed: Uint8Array, key: string): Page {
  const payload = unseal(PAGE_ENVELOPE, sealed, key);
  const reader = new ByteReader(payload);
  const channels = readChannels(reader);
  const days: DraftDay[] = [];
  const dayCount = reader.count(2);
  let epochDay = 0;
  for (let index = 0; index < dayCount; index += 1) {
    epochDay = index === 0 ? reader.signed() : epochDay + reader.varint();
    if (Math.abs(epochDay) > EPOCH_DAY_LIMIT) throw damaged(key);
    days.push({ day: dayOfEpochDay(epochDay), rows: readRows(reader, channels.length, key) });
  }
  const claims = readClaims(reader, days.length, channels.length, key);
  if (reader.left > 0) throw damaged(key);
  // A small one shares its memory with others.
  if (payload.byteLength === payload.buffer.byteLength) freeMemoryOf(payload);
  addOutcomes(days, channels.length, claims, key);
  return { channels, days, claims };
}

interface DraftRow extends PageRow {
  said: number;
  readonly sums: number[];
}

interface DraftDay extends PageDay {
  readonly rows: readonly DraftRow[];
}

function addOutcomes(days: readonly DraftDay[], channelCount: number, claims: ClaimList, key: string): void {
  const rowAt = new Map<number, DraftRow>();
  for (const [day, { rows }] of days.entries()) {
    for (const row of rows) rowAt.set(day * channelCount + row.channel, row);
  }
  for (let claim = 0; claim < claims.length; claim += 1) {
    const row = rowAt.get(at(claims.place, claim));
    if (row === undefined) throw damaged(key);
    row.said |= SAYS_OUTCOMES;
    row.sums[CONVERSIONS] = (row.sums[CONVERSIONS] ?? 0) + at(claims.count, claim) * 1_000_000;
    row.sums[REVENUE] = (row.sums[REVENUE] ?? 0) + at(claims.valueMicros, claim);
  }
}

function writeChannels(writer: ByteWriter, channels: readonly Uint8Array[]): void {
  writer.varint(channels.length);
  let last: Uint8Array = new Uint8Array(0);
  for (const channel of channels) {
    let shared = 0;
    while (shared < last.length && shared < channel.length && last[shared] === channel[shared]) shared += 1;
    writer.varint(shared);
    writer.varint(channel.length - shared);
    writer.raw(channel.subarray(shared));
    last = channel;
  }
}

function readChannels(reader: ByteReader): ChannelId[] {
  const count = reader.count(2);
  const channels: ChannelId[] = [];
  let last: Buffer = Buffer.alloc(0);
  for (let index = 0; index < count; index += 1) {
    const shared = last.subarray(0, reader.varint());
    last = Buffer.concat([shared, reader.raw(reader.varint())]);
    channels.push(last.toString('utf8'));
  }
  return channels;
}

function readRows(reader: ByteReader, channelCount: number, key: string): DraftRow[] {
  const count = reader.count(2);
  const channels: number[] = [];
  let channel = -1;
  for (let row = 0; row < count; row += 1) {
    channel += reader.varint() + 1;
    if (channel >= channelCount) throw damaged(key);
    channels.push(channel);
  }
  const said = channels.map(() => reader.varint());
  const sums = channels.map((): number[] => [0, 0, 0, 0, 0]);
  for (let column = 0; column < WRITTEN_COLUMNS; column += 1) {
    for (const [row, rowSums] of sums.entries()) {
      if ((((said[row] ?? 0) >> column) & 1) === 1) rowSums[column] = reader.varint();
    }
  }
  return channels.map((number, row) => ({ channel: number, said: said[row] ?? 0, sums: sums[row] ?? [] }));
}

function readClaims(reader: ByteReader, dayCount: number, channelCount: number, key: string): ClaimList {
  const count = reader.count(14);
  const digests = reader.raw(count * 8);
  const view = new DataView(digests.buffer, digests.byteOffset, digests.length);
  const column = <Column extends Float64Array | Uint32Array>(values: Column, read: () => number): Column => {
    for (let claim = 0; claim < count; claim += 1) values[claim] = read();
    return values;
  };
  const index = (limit: number) => () => {
    const value = reader.varint();
    if (value >= limit) throw damaged(key);
    return value;
  };
  const hashHigh = new Uint32Array(count);
  const hashLow = new Uint32Array(count);
  for (let claim = 0; claim < count; claim += 1) {
    hashHigh[claim] = view.getUint32(claim * 8);
    hashLow[claim] = view.getUint32(claim * 8 + 4);
  }
  let lastAtMs = 0;
  const atMs = column(new Float64Array(count), () => (lastAtMs += reader.signed()));
  const place = column(new Uint32Array(count), index(dayCount));
  for (let claim = 0; claim < count; claim += 1) place[claim] = at(place, claim) * channelCount;
  const channelOf = index(channelCount);
  for (let claim = 0; claim < count; claim += 1) place[claim] = at(place, claim) + channelOf();
  const valueMicros = column(new Float64Array(count), () => reader.signed());
  const counts = column(new Float64Array(count), () => reader.varint());
  const costMicros = column(new Float64Array(count), () => reader.varint());
  return { length: count, hashHigh, hashLow, atMs, place, valueMicros, count: counts, costMicros };
}

function at(column: Float64Array | Uint32Array | Uint8Array, index: number): number {
  return column[index] ?? 0;
}

function damaged(key: string): MarginalError {
  return new MarginalError('ObjectUnreadable', `'${key}' is damaged: it contradicts itself`);
}
