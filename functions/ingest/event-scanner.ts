import { CHANNEL_ID_LENGTH_MAX } from '../core/channel.ts';
import { EVENT_ID_LENGTH_MAX } from './event.ts';
import type { EventFields } from './event-fields.ts';
import { LineShapes, NO_STEP } from './line-shapes.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const MINUS = 0x2d;
const POINT = 0x2e;
const DIGIT_0 = 0x30;
const MS_PER_DAY = 86_400_000;
/** Fifteen digits always fit 2^53, nine always fit 2^31. */
const DIGITS_MAX = 15;
const SMALL_DIGITS_MAX = 9;

const NOT_USUAL = -1;

const ID = 0;
const AT = 1;
const CHANNEL = 2;
const TYPE = 3;
const COST = 4;
const VALUE = 5;
const COUNT = 6;
const UNKNOWN = 7;
/** Kinds of steps: a field above, with this bit where its value is a number; the end of the line. */
const NUMBER = 8;
const END = 16;

const NAMES = ['id', 'at', 'channel', 'type', 'costMicros', 'valueMicros', 'count'].map((name) =>
  new TextEncoder().encode(name),
);
const NAME_LENGTH_MAX = 11;
/** By length of the name and its first byte; no two names share both. */
const FIELD_OF = new Uint8Array((NAME_LENGTH_MAX + 1) * 256).fill(UNKNOWN);
for (const [field, name] of NAMES.entries()) FIELD_OF[name.length * 256 + (name[0] ?? 0)] = field;

const IMPRESSION = 0;
const CLICK = 1;
const CONVERSION = 2;
const SPEND = 3;

/** Four bytes each, as `getInt32` reads them. */
const IMPR = wordOf('impr');
const ESSI = wordOf('essi');
const SION = wordOf('sion');
const CLIC = wordOf('clic');
const CONV = wordOf('conv');
const ERSI = wordOf('ersi');
const SPEN = wordOf('spen');
const LETTER_D = 0x64;
const LETTER_K = 0x6b;
const LETTER_N = 0x6e;

/** The high bit of each of four bytes. */
const HIGH_BITS = 0x80808080 | 0;
/** Of each byte of the text after a step, so many are at hand: an instant takes 24. */
const MARGIN = 32;
/** Keeps the first 0 to 3 bytes of a word. */
const FIRST_BYTES = Int32Array.of(0, 0xff, 0xffff, 0xffffff);

/**
 * Reads a valid event in the usual shape from the bytes of a line, without making a string: plain ASCII strings
 * without escapes, whole numbers of at most 15 digits, `at` as epoch milliseconds or in UTC, unknown fields only
 * where they are plain strings, whole numbers, true, false or null. It never rejects: whatever it is not sure of,
 * `parseEvent` is asked. The shape of a line is kept, and lines of a known shape are compared with it.
 */
export class EventScanner {
  readonly #event: EventFields;
  readonly #shapes = new LineShapes();
  #dayFirst = 0;
  #dayMiddle = 0;
  #dayLast = -1;
  #dayMs = Number.NaN;
  #instantMs = Number.NaN;
  #type = 0;
  #number = Number.NaN;

  /** What is read is left in `event`. */
  constructor(event: EventFields) {
    this.#event = event;
  }

  /** Where the line's newline stands, or `limit` where the bytes end with the line; -1 where the line is not usual. */
  scan(bytes: Uint8Array, start: number, limit: number): number {
    this.#event.look(bytes);
    const end = this.#scanKnown(bytes, start, limit);
    return end === NOT_USUAL ? this.#scanAny(bytes, start, limit) : end;
  }

  /** As `scan`, for lines of a shape that came before; -1 where it did not, or where a value is not usual. */
  #scanKnown(bytes: Uint8Array, start: number, limit: number): number {
    const { view } = this.#event;
    const { kind, length, firstWord, words, otherwise, next } = this.#shapes;
    const lastStart = bytes.length - MARGIN;
    let at = start;
    let atMs = 0;
    let channelStart = 0;
    let channelEnd = 0;
    let type = 0;
    let idStart = -1;
    let idEnd = -1;
    let costMicros = -1;
    let valueMicros = 0;
    let count = 1;

    let step = next[NO_STEP] ?? NO_STEP;
    for (;;) {
      for (;;) {
        if (step === NO_STEP) return NOT_USUAL;
        const textLength = length[step] ?? 0;
        if (at + textLength > lastStart) return NOT_USUAL;
        let word = firstWord[step] ?? 0;
        let offset = 0;
        while (offset + 4 <= textLength && view.getInt32(at + offset, true) === words[word]) {
          offset += 4;
          word += 1;
        }
        const left = textLength - offset;
        if (left === 0) break;
        if (left < 4 && (view.getInt32(at + offset, true) & (FIRST_BYTES[left] ?? 0)) === words[word]) break;
        step = otherwise[step] ?? NO_STEP;
      }
      at += length[step] ?? 0;
      switch (kind[step] ?? END) {
        case ID:
          idStart = at;
          idEnd = at = endOfString(view, bytes, at, limit);
          break;
        case AT:
          at = this.#instant(bytes, at);
          atMs = this.#instantMs;
          break;
        case CHANNEL:
          channelStart = at;
          channelEnd = at = endOfString(view, bytes, at, limit);
          break;
        case TYPE:
          at = this.#typeAt(bytes, at);
          type = this.#type;
          break;
        case UNKNOWN:
          at = endOfString(view, bytes, at, limit);
          break;
        case AT | NUMBER:
          at = this.#whole(bytes, at, limit);
          atMs = this.#number;
          break;
        case COST | NUMBER:
          at = this.#whole(bytes, at, limit);
          costMicros = this.#number;
          if (costMicros < 0) return NOT_USUAL;
          break;
        case VALUE | NUMBER:
          at = this.#whole(bytes, at, limit);
          valueMicros = this.#number;
          break;
        case COUNT | NUMBER:
          at = this.#whole(bytes, at, limit);
          count = this.#number;
          break;
        case UNKNOWN | NUMBER:
          at = this.#whole(bytes, at, limit);
          break;
        default: {
          const end = endOfLine(bytes, at, limit);
          if (end === NOT_USUAL) return NOT_USUAL;
          const event = this.#event;
          event.atMs = atMs;
          event.channelStart = channelStart;
          event.channelEnd = channelEnd;
          event.type = type;
          event.idStart = idStart;
          event.idEnd = idEnd;
          event.costMicros = costMicros;
          event.valueMicros = valueMicros;
          event.count = count;
          return this.#isWithinLimits() ? end : NOT_USUAL;
        }
      }
      if (at === NOT_USUAL) return NOT_USUAL;
      step = next[step] ?? NO_STEP;
    }
  }

  /** As `scan`, looking up each name; keeps the shape of the line where it is usual. */
  #scanAny(bytes: Uint8Array, start: number, limit: number): number {
    const shapes = this.#shapes;
    const event = this.#event;
    const { view } = event;
    let at = start;
    if (bytes[at] !== OPEN) return NOT_USUAL;
    at += 1;
    event.atMs = Number.NaN;
    event.channelStart = event.channelEnd = 0;
    event.type = -1;
    event.idStart = event.idEnd = -1;
    event.costMicros = -1;
    event.valueMicros = 0;
    event.count = 1;
    let seen = 0;
    let isRepeating = false;
    let textStart = start;
    shapes.begin();

    for (;;) {
      while (bytes[at] === SPACE) at += 1;
      if (bytes[at] !== QUOTE) return NOT_USUAL;
      const nameStart = at + 1;
      const nameEnd = endOfString(view, bytes, nameStart, limit);
      if (nameEnd === NOT_USUAL) return NOT_USUAL;
      const field = fieldOf(bytes, nameStart, nameEnd);
      if (field !== UNKNOWN) {
        isRepeating ||= (seen & (1 << field)) !== 0;
        seen |= 1 << field;
      }
      at = nameEnd + 1;
      while (bytes[at] === SPACE) at += 1;
      if (bytes[at] !== COLON) return NOT_USUAL;
      at += 1;
      while (bytes[at] === SPACE) at += 1;

      const first = bytes[at] ?? 0;
      if (first === QUOTE) {
        const from = at + 1;
        const to = endOfString(view, bytes, from, limit);
        if (to === NOT_USUAL || !this.#takeText(field, bytes, from, to)) return NOT_USUAL;
        shapes.note(field, textStart, from);
        textStart = to;
        at = to + 1;
      } else if (first === MINUS || isDigit(first)) {
        const to = this.#whole(bytes, at, limit);
        if (to === NOT_USUAL || !this.#takeNumber(field)) return NOT_USUAL;
        shapes.note(field | NUMBER, textStart, at);
        textStart = to;
        at = to;
      } else {
        // A name without a value stays part of the text between two others.
        at = endOfLiteral(bytes, at, limit);
        if (at === NOT_USUAL || !this.#takeLiteral(field, first)) return NOT_USUAL;
      }

      while (bytes[at] === SPACE) at += 1;
      const next = bytes[at];
      at += 1;
      if (next === CLOSE) break;
      if (next !== COMMA) return NOT_USUAL;
    }
    const end = endOfLine(bytes, at, limit);
    const isWhole = end !== NOT_USUAL && !Number.isNaN(event.atMs) && event.type >= 0;
    if (!isWhole || !this.#isWithinLimits()) return NOT_USUAL;
    if (!isRepeating) {
      shapes.note(END, textStart, at);
      shapes.learn(bytes);
    }
    return end;
  }

  #takeText(field: number, bytes: Uint8Array, start: number, end: number): boolean {
    const event = this.#event;
    switch (field) {
      case ID:
        event.idStart = start;
        event.idEnd = end;
        return true;
      case AT: {
        if (start + MARGIN > bytes.length || this.#instant(bytes, start) !== end) return false;
        event.atMs = this.#instantMs;
        return true;
      }
      case CHANNEL:
        event.channelStart = start;
        event.channelEnd = end;
        return true;
      case TYPE:
        if (start + MARGIN > bytes.length || this.#typeAt(bytes, start) !== end) return false;
        event.type = this.#type;
        return true;
      default:
        return field === UNKNOWN;
    }
  }

  /** The number in `#number`. */
  #takeNumber(field: number): boolean {
    const event = this.#event;
    switch (field) {
      case AT:
        event.atMs = this.#number;
        return true;
      case COST:
        event.costMicros = this.#number;
        return this.#number >= 0;
      case VALUE:
        event.valueMicros = this.#number;
        return true;
      case COUNT:
        event.count = this.#number;
        return true;
      default:
        return field === UNKNOWN;
    }
  }

  /** An optional field that is null counts as absent, whatever it said before. */
  #takeLiteral(field: number, first: number): boolean {
    if (field === UNKNOWN) return true;
    if (first !== LETTER_N) return false;
    const event = this.#event;
    switch (field) {
      case ID:
        event.idStart = event.idEnd = -1;
        return true;
      case COST:
        event.costMicros = -1;
        return true;
      case VALUE:
        event.valueMicros = 0;
        return true;
      case COUNT:
        event.count = 1;
        return true;
      default:
        return false;
    }
  }

  #isWithinLimits(): boolean {
    const event = this.#event;
    const channelLength = event.channelEnd - event.channelStart;
    const idLength = event.idEnd - event.idStart;
    const hasId = event.idStart >= 0;
    return (
      event.count >= 1 &&
      channelLength > 0 &&
      channelLength <= CHANNEL_ID_LENGTH_MAX &&
      (hasId ? idLength > 0 && idLength <= EVENT_ID_LENGTH_MAX : event.type !== CONVERSION) &&
      (event.type !== SPEND || event.costMicros >= 0)
    );
  }

  /** Leaves the number in `#number`; answers where it ends. */
  #whole(bytes: Uint8Array, start: number, limit: number): number {
    const isNegative = bytes[start] === MINUS;
    const first = isNegative ? start + 1 : start;
    const smallLimit = Math.min(limit, first + SMALL_DIGITS_MAX);
    let at = first;
    let small = 0;
    let digit = -1;
    while (at < smallLimit) {
      digit = (bytes[at] ?? 0) - DIGIT_0;
      if (digit < 0 || digit > 9) break;
      small = (small * 10 + digit) | 0;
      at += 1;
    }
    let value = small;
    if (at === first + SMALL_DIGITS_MAX) {
      while (at < limit) {
        digit = (bytes[at] ?? 0) - DIGIT_0;
        if (digit < 0 || digit > 9) break;
        value = value * 10 + digit;
        at += 1;
      }
    }
    const digits = at - first;
    if (digits === 0 || digits > DIGITS_MAX || (digits > 1 && bytes[first] === DIGIT_0)) return NOT_USUAL;
    // Anything but the end of the value here (a point, an exponent) is left to the caller, which finds no comma.
    this.#number = isNegative && value !== 0 ? -value : value;
    return at;
  }

  /**
   * Leaves `2026-11-20T13:45:12Z`, or that with milliseconds, in `#instantMs`; answers where it ends. Events of a batch
   * share their day, so its midnight is kept. Bytes are compared as words: less a digit zero, a digit is at most 9,
   * and what is not one has its high bit set once 0x76 is added.
   */
  #instant(bytes: Uint8Array, at: number): number {
    const { view } = this.#event;
    const isDayKnown =
      view.getInt32(at, true) === this.#dayFirst &&
      view.getInt32(at + 4, true) === this.#dayMiddle &&
      view.getInt16(at + 8, true) === this.#dayLast;
    if (!isDayKnown && !this.#learnDay(bytes, at)) return NOT_USUAL;
    const hours = view.getInt32(at + 10, true) ^ 0x3a303054;
    const minutes = view.getInt32(at + 14, true) ^ 0x303a3030;
    if ((((hours + 0x00767600) | hours) & 0xff8080ff) !== 0) return NOT_USUAL;
    if ((((minutes + 0x76007676) | minutes) & 0x80ff8080) !== 0) return NOT_USUAL;
    let ms = 0;
    let seconds = 0;
    let end = at + 20;
    if (bytes[at + 19] === POINT) {
      const fraction = view.getInt32(at + 18, true) ^ 0x30302e30;
      const last = view.getUint16(at + 22, true) ^ 0x5a30;
      if ((((fraction + 0x76760076) | fraction) & 0x8080ff80) !== 0) return NOT_USUAL;
      if ((((last + 0x76) | last) & 0xff80) !== 0) return NOT_USUAL;
      seconds = fraction & 0xff;
      ms = ((fraction >> 16) & 0xff) * 100 + (fraction >>> 24) * 10 + last;
      end = at + 24;
    } else {
      const last = view.getUint16(at + 18, true) ^ 0x5a30;
      if ((((last + 0x76) | last) & 0xff80) !== 0) return NOT_USUAL;
      seconds = last;
    }
    const hour = ((hours >> 8) & 0xff) * 10 + ((hours >> 16) & 0xff);
    const minute = (minutes & 0xff) * 10 + ((minutes >> 8) & 0xff);
    const second = (minutes >>> 24) * 10 + seconds;
    if (hour > 23 || minute > 59 || second > 59) return NOT_USUAL;
    this.#instantMs = this.#dayMs + (((hour * 60 + minute) * 60 + second) * 1000 + ms);
    return end;
  }

  #learnDay(bytes: Uint8Array, start: number): boolean {
    const { view } = this.#event;
    const text = String.fromCharCode(...bytes.subarray(start, start + 10));
    const dayMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(dayMs) || dayMs % MS_PER_DAY !== 0 || new Date(dayMs).getUTCDate() !== Number(text.slice(8))) {
      return false;
    }
    this.#dayFirst = view.getInt32(start, true);
    this.#dayMiddle = view.getInt32(start + 4, true);
    this.#dayLast = view.getInt16(start + 8, true);
    this.#dayMs = dayMs;
    return true;
  }

  /** Leaves the type in `#type`; answers where its name ends. */
  #typeAt(bytes: Uint8Array, at: number): number {
    const { view } = this.#event;
    switch (view.getInt32(at, true)) {
      case IMPR:
        this.#type = IMPRESSION;
        return view.getInt32(at + 4, true) === ESSI && view.getInt32(at + 6, true) === SION ? at + 10 : NOT_USUAL;
      case CLIC:
        this.#type = CLICK;
        return bytes[at + 4] === LETTER_K ? at + 5 : NOT_USUAL;
      case CONV:
        this.#type = CONVERSION;
        return view.getInt32(at + 4, true) === ERSI && view.getInt32(at + 6, true) === SION ? at + 10 : NOT_USUAL;
      case SPEN:
        this.#type = SPEND;
        return bytes[at + 4] === LETTER_D ? at + 5 : NOT_USUAL;
      default:
        return NOT_USUAL;
    }
  }
}

/**
 * Index of the closing quote of a plain ASCII string, or -1. Four bytes at a time: a byte keeps its high bit in all
 * four terms only if it is ASCII, no control, no quote and no backslash; the first that does not is looked at.
 */
function endOfString(view: DataView, bytes: Uint8Array, start: number, limit: number): number {
  let at = start;
  while (at + 4 <= limit) {
    const word = view.getInt32(at, true);
    const plain =
      (word + 0x60606060) & ((word ^ 0x22222222) + 0x7f7f7f7f) & ((word ^ 0x5c5c5c5c) + 0x7f7f7f7f) & ~word & HIGH_BITS;
    if (plain !== HIGH_BITS) {
      const other = ~plain & HIGH_BITS;
      const index = at + ((31 - Math.clz32(other & -other)) >> 3);
      return bytes[index] === QUOTE ? index : NOT_USUAL;
    }
    at += 4;
  }
  while (at < limit) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at;
    if (byte < SPACE || byte >= 0x80 || byte === BACKSLASH) return NOT_USUAL;
    at += 1;
  }
  return NOT_USUAL;
}

/** Where the line ends whose object was closed before `at`, or -1. */
function endOfLine(bytes: Uint8Array, at: number, limit: number): number {
  if (at > limit) return NOT_USUAL;
  const end = at < limit && bytes[at] === RETURN ? at + 1 : at;
  return end < limit && bytes[end] !== NEWLINE ? NOT_USUAL : end;
}

const LITERALS = ['null', 'true', 'false'].map((text) => new TextEncoder().encode(text));

/** Where a null, true or false ends, or -1. */
function endOfLiteral(bytes: Uint8Array, start: number, limit: number): number {
  for (const literal of LITERALS) {
    if (start + literal.length <= limit && equals(literal, bytes, start)) return start + literal.length;
  }
  return NOT_USUAL;
}

function fieldOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > NAME_LENGTH_MAX || length === 0) return UNKNOWN;
  const field = FIELD_OF[length * 256 + (bytes[start] ?? 0)] ?? UNKNOWN;
  const name = NAMES[field];
  return name !== undefined && equals(name, bytes, start) ? field : UNKNOWN;
}

function equals(expected: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let offset = 0; offset < expected.length; offset += 1) {
    if (bytes[start + offset] !== expected[offset]) return false;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT_0 && byte <= DIGIT_0 + 9;
}

function wordOf(text: string): number {
  return Buffer.from(text).readInt32LE();
}
