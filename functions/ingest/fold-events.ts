import { type Day, localDayIn } from '../core/calendar.ts';
import { type ErrorCode, MarginalError } from '../core/errors.ts';
import type { RowReject } from '../core/facts.ts';
import { CHANNELS_PER_BATCH_MAX, ChannelTable } from './channel-table.ts';
import { type ClaimList, ClaimListBuilder, CONVERSIONS_PER_BATCH_MAX } from './claim-list.ts';
import { EVENT_TYPES, isProblem, parseEvent } from './event.ts';
import { EventFields } from './event-fields.ts';
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
  readonly #event = new EventFields();
  readonly #scanner = new EventScanner(this.#event);
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #channels = new ChannelTable();
  readonly #claims = new ClaimListBuilder();
  readonly #cells = new CellTable();
  readonly #dayIndexes = new Map<Day, number>();
  #spanStartMs = Number.NaN;
  #spanEndMs = Number.NaN;
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
    this.#take();
    return end;
  }

  #readLine(bytes: Uint8Array, start: number, end: number): void {
    this.#line += 1;
    if (this.#scanner.scan(bytes, start, end) === end) this.#take();
    else this.#parseLine(bytes, start, end);
  }

  #readLast(bytes: Uint8Array, start: number, end: number): void {
    if (endsInsideObject(bytes, start, end)) {
      const message = `the file ends in the middle of line ${this.#line + 1}; name a file '.part' until it is whole`;
      throw new MarginalError('TruncatedFile', message);
    }
    this.#readLine(bytes, start, end);
  }

  #parseLine(bytes: Uint8Array, start: number, end: number): void {
    const from = this.#line === 1 && startsWithMark(bytes, start, end) ? start + 3 : start;
    if (isBlank(bytes, from, end)) return;
    const event = parseEvent(this.#textOf(bytes, from, end));
    if (isProblem(event)) {
      this.events += 1;
      this.#reject(event.code, event.message);
      return;
    }
    this.#event.copy(event);
    this.#take();
  }

  /** Empty, which is no JSON object, where the bytes are not UTF-8. */
  #textOf(bytes: Uint8Array, start: number, end: number): string {
    try {
      return this.#decoder.decode(bytes.subarray(start, end));
    } catch {
      return '';
    }
  }

  /** Adds the event read last. */
  #take(): void {
    const event = this.#event;
    this.events += 1;
    if (event.atMs < this.#oldestMs || event.atMs > this.#newestMs) {
      this.#rejectAge(event.atMs);
      return;
    }
    const channel = this.#channels.intern(event.bytes, event.view, event.channelStart, event.channelEnd);
    if (channel < 0) {
      this.#reject('TooManyChannels', `the file names more than ${CHANNELS_PER_BATCH_MAX} channels; split it`);
      return;
    }
    const { atMs } = event;
    const isSameSpan = atMs >= this.#spanStartMs && atMs < this.#spanEndMs;
    const cell = this.#cells.indexOf(isSameSpan ? this.#day : this.#dayIndexOf(atMs), channel);
    if (cell < 0) {
      const message = `the file holds more than ${CHANNEL_DAYS_PER_BATCH_MAX} channels times days; split it`;
      this.#reject('TooManyChannels', message);
      return;
    }
    if (event.type === CONVERSION && this.#claims.length === CONVERSIONS_PER_BATCH_MAX) {
      const message = `the file holds more than ${CONVERSIONS_PER_BATCH_MAX} conversions; split it`;
      this.#reject('TooManyConversions', message);
      return;
    }
    if (!this.#cells.add(cell, event)) {
      this.#reject('InvalidEvent', "with this event the channel's day would pass 2^53 micros");
      return;
    }
    if (event.type === CONVERSION) this.#claim(cell);
  }

  #claim(cell: number): void {
    const { bytes, idStart, idEnd, atMs, valueMicros, count, costMicros } = this.#event;
    const conversions = valueMicros >= 0 ? count : 0;
    this.#claims.add(bytes.subarray(idStart, idEnd), atMs, cell, valueMicros, conversions, Math.max(0, costMicros));
  }

  /** Remembers the quarter of an hour, in which the day is the same. */
  #dayIndexOf(atMs: number): number {
    const quarter = Math.floor(atMs / QUARTER_HOUR_MS);
    const day = this.#dayOf(atMs);
    let index = this.#dayIndexes.get(day);
    if (index === undefined) {
      index = this.#dayIndexes.size;
      this.#dayIndexes.set(day, index);
    }
    this.#spanStartMs = quarter * QUARTER_HOUR_MS;
    this.#spanEndMs = this.#spanStartMs + QUARTER_HOUR_MS;
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
  add(cell: number, event: EventFields): boolean {
    const { type, costMicros, valueMicros, count } = event;
    const sums = this.#sums;
    const first = cell * 5;
    const spendSum = (sums[first] ?? 0) + (costMicros > 0 ? costMicros : 0);
    if (spendSum > Number.MAX_SAFE_INTEGER) return false;
    let said = costMicros >= 0 ? SAYS_SPEND : 0;
    if (type === IMPRESSION || type === CLICK) {
      const column = type === IMPRESSION ? first + 1 : first + 2;
      const countSum = (sums[column] ?? 0) + count;
      if (countSum > Number.MAX_SAFE_INTEGER) return false;
      sums[column] = countSum;
      said |= type === IMPRESSION ? SAYS_IMPRESSIONS : SAYS_CLICKS;
    } else if (type === CONVERSION) {
      const conversionSum = (sums[first + 3] ?? 0) + (valueMicros >= 0 ? count * 1_000_000 : 0);
      const revenueSum = (sums[first + 4] ?? 0) + valueMicros;
      if (Math.max(conversionSum, Math.abs(revenueSum)) > Number.MAX_SAFE_INTEGER) return false;
      sums[first + 3] = conversionSum;
      sums[first + 4] = revenueSum;
      said |= SAYS_OUTCOMES;
    }
    sums[first] = spendSum;
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
