import { type Day, localDayIn } from '../core/calendar.ts';
import { type ErrorCode, MarginalError } from '../core/errors.ts';
import type { RowReject } from '../core/facts.ts';
import { CHANNELS_PER_BATCH_MAX, ChannelTable } from './channel-table.ts';
import { type ClaimList, ClaimListBuilder, CONVERSIONS_PER_BATCH_MAX } from './claim-list.ts';
import { EVENT_TYPES, isProblem, parseEvent } from './event.ts';
import { EventScanner } from './event-scanner.ts';
import { LINE_BYTES_MAX, LineSplitter } from './line-splitter.ts';

/** Channels times days one batch may name. */
export const CHANNEL_DAYS_PER_BATCH_MAX = 500_000;

const MS_PER_DAY = 86_400_000;
const AHEAD_MS_MAX = 600_000;
const QUARTER_HOUR_MS = 900_000;

const IMPRESSION = EVENT_TYPES.indexOf('impression');
const CLICK = EVENT_TYPES.indexOf('click');
const CONVERSION = EVENT_TYPES.indexOf('conversion');

/** Bits of `FoldedCells.said`, in the order of `COLUMNS`. */
const SAYS_SPEND = 1;
const SAYS_IMPRESSIONS = 2;
const SAYS_CLICKS = 4;
const SAYS_OUTCOMES = 8 | 16;

/** What decides, besides a batch's bytes, what its fold is; the register keeps all three. */
export interface FoldTerms {
  readonly timeZone: string;
  readonly arrivalMs: number;
  readonly acceptDays: number;
}

/** Sums per channel and local day, as parallel columns; conversions are summed before duplicates are taken out. */
export interface FoldedCells {
  readonly length: number;
  /** Index in `days`. */
  readonly day: Uint32Array;
  /** Number in `channels`. */
  readonly channel: Uint32Array;
  /** Which columns any event spoke of, one bit each in the order of `COLUMNS`; 0 where none was taken. */
  readonly said: Uint8Array;
  readonly spendMicros: Float64Array;
  readonly impressions: Float64Array;
  readonly clicks: Float64Array;
  readonly conversionMicros: Float64Array;
  readonly revenueMicros: Float64Array;
}

export interface FoldedEvents {
  /** Lines that are not blank: `events = accepted + rejected`, duplicates still among the accepted. */
  readonly events: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly days: readonly Day[];
  readonly channels: ChannelTable;
  readonly cells: FoldedCells;
  /** `place` is the index of a cell. */
  readonly claims: ClaimList;
}

/**
 * Folds the lines of one batch, pushed chunk by chunk, into sums. Memory grows with channels, days and conversions,
 * each under a limit with a name, never with lines.
 */
export class EventFold {
  events = 0;
  rejected = 0;
  readonly #terms: FoldTerms;
  readonly #oldestMs: number;
  readonly #newestMs: number;
  readonly #dayOf: (epochMs: number) => Day;
  readonly #splitter: LineSplitter;
  readonly #scanner = new EventScanner();
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #encoder = new TextEncoder();
  readonly #channels = new ChannelTable();
  readonly #claims = new ClaimListBuilder();
  readonly #cells = new CellTable();
  readonly #dayIndexes = new Map<Day, number>();
  #quarter = Number.NaN;
  #day = 0;
  #line = 0;
  #rejects: RowReject[] = [];

  constructor(terms: FoldTerms) {
    this.#terms = terms;
    this.#oldestMs = terms.arrivalMs - terms.acceptDays * MS_PER_DAY;
    this.#newestMs = terms.arrivalMs + AHEAD_MS_MAX;
    this.#dayOf = localDayIn(terms.timeZone);
    this.#splitter = new LineSplitter({
      glance: (bytes, start, limit) => this.#glance(bytes, start, limit),
      line: (bytes, start, end) => this.#readLine(bytes, start, end),
      tooLong: () => {
        this.#line += 1;
        this.#reject('LineTooLong', `line ${this.#line} is longer than 1 MiB`);
      },
      unterminated: (bytes, start, end) => this.#readLast(bytes, start, end),
    });
  }

  push(chunk: Uint8Array): void {
    this.#splitter.push(chunk);
  }

  /** Rejects since the last call, so that they need not be held until the end. */
  takeRejects(): RowReject[] {
    const taken = this.#rejects;
    this.#rejects = [];
    return taken;
  }

  /** Rejects that wait to be taken. */
  get waitingRejects(): number {
    return this.#rejects.length;
  }

  /** Throws `TruncatedFile` where the bytes end in the middle of an event: a file that is still being copied. */
  finish(): FoldedEvents {
    this.#splitter.finish();
    return {
      events: this.events,
      accepted: this.events - this.rejected,
      rejected: this.rejected,
      days: [...this.#dayIndexes.keys()],
      channels: this.#channels,
      cells: this.#cells.columns(),
      claims: this.#claims.list(),
    };
  }

  #glance(bytes: Uint8Array, start: number, limit: number): number {
    const end = this.#scanner.scan(bytes, start, limit);
    if (end < 0 || end >= limit || end - start > LINE_BYTES_MAX) return -1;
    this.#line += 1;
    this.#takeScanned(bytes);
    return end;
  }

  #readLine(bytes: Uint8Array, start: number, end: number): void {
    this.#line += 1;
    if (this.#scanner.scan(bytes, start, end) === end) this.#takeScanned(bytes);
    else this.#parseLine(bytes, start, end);
  }

  #readLast(bytes: Uint8Array, start: number, end: number): void {
    if (endsInsideObject(bytes, start, end)) {
      const message = `the file ends in the middle of line ${this.#line + 1}; name a file '.part' until it is whole`;
      throw new MarginalError('TruncatedFile', message);
    }
    this.#readLine(bytes, start, end);
  }

  #takeScanned(bytes: Uint8Array): void {
    const { atMs, channelStart, channelEnd, type, idStart, idEnd, costMicros, valueMicros, count } = this.#scanner;
    this.events += 1;
    const id = type === CONVERSION ? bytes.subarray(idStart, idEnd) : NO_ID;
    this.#take(atMs, bytes, channelStart, channelEnd, type, id, costMicros, valueMicros, count);
  }

  #parseLine(bytes: Uint8Array, start: number, end: number): void {
    const from = this.#line === 1 && startsWithMark(bytes, start, end) ? start + 3 : start;
    if (isBlank(bytes, from, end)) return;
    this.events += 1;
    const event = parseEvent(this.#textOf(bytes, from, end));
    if (isProblem(event)) {
      this.#reject(event.code, event.message);
      return;
    }
    const channel = this.#encoder.encode(event.channel);
    const id = event.type === 'conversion' ? this.#encoder.encode(event.id) : NO_ID;
    const type = EVENT_TYPES.indexOf(event.type);
    const costMicros = event.costMicros ?? -1;
    this.#take(event.atMs, channel, 0, channel.length, type, id, costMicros, event.valueMicros, event.count);
  }

  /** Empty, which is no JSON object, where the bytes are not UTF-8. */
  #textOf(bytes: Uint8Array, start: number, end: number): string {
    try {
      return this.#decoder.decode(bytes.subarray(start, end));
    } catch {
      return '';
    }
  }

  #take(
    atMs: number,
    bytes: Uint8Array,
    channelStart: number,
    channelEnd: number,
    type: number,
    id: Uint8Array,
    statedCostMicros: number,
    valueMicros: number,
    count: number,
  ): void {
    if (atMs < this.#oldestMs || atMs > this.#newestMs) {
      this.#rejectAge(atMs);
      return;
    }
    const channel = this.#channels.intern(bytes, channelStart, channelEnd);
    if (channel < 0) {
      this.#reject('TooManyChannels', `the file names more than ${CHANNELS_PER_BATCH_MAX} channels; split it`);
      return;
    }
    const cell = this.#cells.indexOf(this.#dayIndexOf(atMs), channel);
    if (cell < 0) {
      const message = `the file holds more than ${CHANNEL_DAYS_PER_BATCH_MAX} channels times days; split it`;
      this.#reject('TooManyChannels', message);
      return;
    }
    const isConversion = type === CONVERSION;
    if (isConversion && this.#claims.length === CONVERSIONS_PER_BATCH_MAX) {
      const message = `the file holds more than ${CONVERSIONS_PER_BATCH_MAX} conversions; split it`;
      this.#reject('TooManyConversions', message);
      return;
    }
    const costMicros = Math.max(0, statedCostMicros);
    const conversions = isConversion && valueMicros >= 0 ? count : 0;
    const added = this.#cells.add(
      cell,
      (statedCostMicros >= 0 ? SAYS_SPEND : 0) |
        (type === IMPRESSION ? SAYS_IMPRESSIONS : 0) |
        (type === CLICK ? SAYS_CLICKS : 0) |
        (isConversion ? SAYS_OUTCOMES : 0),
      costMicros,
      type === IMPRESSION ? count : 0,
      type === CLICK ? count : 0,
      conversions,
      isConversion ? valueMicros : 0,
    );
    if (!added) {
      this.#reject('InvalidEvent', "with this event the channel's day would pass 2^53 micros");
      return;
    }
    if (isConversion) this.#claims.add(id, atMs, cell, valueMicros, conversions, costMicros);
  }

  #dayIndexOf(atMs: number): number {
    const quarter = Math.floor(atMs / QUARTER_HOUR_MS);
    if (quarter === this.#quarter) return this.#day;
    const day = this.#dayOf(atMs);
    let index = this.#dayIndexes.get(day);
    if (index === undefined) {
      index = this.#dayIndexes.size;
      this.#dayIndexes.set(day, index);
    }
    this.#quarter = quarter;
    this.#day = index;
    return index;
  }

  #rejectAge(atMs: number): void {
    const date = new Date(atMs);
    const at = Number.isNaN(date.getTime()) ? String(atMs) : date.toISOString();
    if (atMs > this.#newestMs) this.#reject('TooNew', `at ${at} is more than 10 minutes ahead`);
    else this.#reject('TooOld', `at ${at} is older than acceptDays (${this.#terms.acceptDays})`);
  }

  #reject(code: ErrorCode, message: string): void {
    if (code === 'LineTooLong') this.events += 1;
    this.rejected += 1;
    this.#rejects.push({ line: this.#line, code, message });
  }
}

const NO_ID = new Uint8Array(0);

/** Cells by day and channel, with their sums. */
class CellTable {
  #length = 0;
  /** Per day, the cell of each channel plus one; 0 where there is none yet. */
  readonly #cellOfChannel: Uint32Array[] = [];
  #day = new Uint32Array(256);
  #channel = new Uint32Array(256);
  #said = new Uint8Array(256);
  /** Five sums a cell: one line of the processor's cache instead of five. */
  #sums = new Float64Array(256 * 5);

  /** -1 where the table is full. */
  indexOf(day: number, channel: number): number {
    let cells = this.#cellOfChannel[day];
    if (cells === undefined || channel >= cells.length) cells = this.#widen(day, channel);
    const known = cells[channel] ?? 0;
    if (known > 0) return known - 1;
    if (this.#length === CHANNEL_DAYS_PER_BATCH_MAX) return -1;
    if (this.#length === this.#day.length) this.#grow();
    const cell = this.#length;
    this.#day[cell] = day;
    this.#channel[cell] = channel;
    this.#length += 1;
    cells[channel] = this.#length;
    return cell;
  }

  /** Answers false, and adds nothing, where a sum would not be exact any more. */
  add(
    cell: number,
    said: number,
    spendMicros: number,
    impressions: number,
    clicks: number,
    conversions: number,
    revenueMicros: number,
  ): boolean {
    const sums = this.#sums;
    const first = cell * 5;
    const spendSum = (sums[first] ?? 0) + spendMicros;
    const impressionSum = (sums[first + 1] ?? 0) + impressions;
    const clickSum = (sums[first + 2] ?? 0) + clicks;
    const conversionSum = (sums[first + 3] ?? 0) + conversions * 1_000_000;
    const revenueSum = (sums[first + 4] ?? 0) + revenueMicros;
    const largest = Math.max(spendSum, impressionSum, clickSum, conversionSum, Math.abs(revenueSum));
    if (largest > Number.MAX_SAFE_INTEGER) return false;
    sums[first] = spendSum;
    sums[first + 1] = impressionSum;
    sums[first + 2] = clickSum;
    sums[first + 3] = conversionSum;
    sums[first + 4] = revenueSum;
    this.#said[cell] = (this.#said[cell] ?? 0) | said;
    return true;
  }

  columns(): FoldedCells {
    const column = (offset: number) =>
      Float64Array.from({ length: this.#length }, (_, cell) => this.#sums[cell * 5 + offset] ?? 0);
    return {
      length: this.#length,
      day: this.#day,
      channel: this.#channel,
      said: this.#said,
      spendMicros: column(0),
      impressions: column(1),
      clicks: column(2),
      conversionMicros: column(3),
      revenueMicros: column(4),
    };
  }

  #widen(day: number, channel: number): Uint32Array {
    const narrow = this.#cellOfChannel[day] ?? new Uint32Array(0);
    const wide = new Uint32Array(Math.max(64, channel + 1, narrow.length * 2));
    wide.set(narrow);
    while (this.#cellOfChannel.length < day) this.#cellOfChannel.push(new Uint32Array(0));
    this.#cellOfChannel[day] = wide;
    return wide;
  }

  #grow(): void {
    const capacity = this.#day.length * 2;
    const day = new Uint32Array(capacity);
    const channel = new Uint32Array(capacity);
    const said = new Uint8Array(capacity);
    const sums = new Float64Array(capacity * 5);
    day.set(this.#day);
    channel.set(this.#channel);
    said.set(this.#said);
    sums.set(this.#sums);
    this.#day = day;
    this.#channel = channel;
    this.#said = said;
    this.#sums = sums;
  }
}

function startsWithMark(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

/** True where an object was opened and not closed: brackets are counted outside strings. */
function endsInsideObject(bytes: Uint8Array, start: number, end: number): boolean {
  let depth = 0;
  let inString = false;
  let opened = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b) {
      if (depth === 0 && !opened && !isBlank(bytes, start, at)) return false;
      opened = true;
      depth += 1;
    } else if (byte === 0x7d) depth -= 1;
    else if (!opened && byte !== 0x20 && byte !== 0x09) return false;
  }
  return opened && (inString || depth > 0);
}
