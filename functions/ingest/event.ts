import { CHANNEL_ID_LENGTH_MAX, type ChannelId } from '../core/channel.ts';
import type { ErrorCode } from '../core/errors.ts';
import { parseInstant } from './instant.ts';

export const EVENT_TYPES = ['impression', 'click', 'conversion', 'spend'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export const EVENT_ID_LENGTH_MAX = 128;

/** One line of a batch. A negative `valueMicros` is a refund: it takes back value, and is no conversion. */
export interface AdEvent {
  readonly atMs: number;
  readonly channel: ChannelId;
  readonly type: EventType;
  /** Empty where there is none; conversions have one. */
  readonly id: string;
  /** Null is "not said", which is not zero. */
  readonly costMicros: number | null;
  readonly valueMicros: number;
  readonly count: number;
}

/** Why a line is not taken. */
export interface EventProblem {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Narrows the answer of `parseEvent`. */
export function isProblem(event: AdEvent | EventProblem): event is EventProblem {
  return 'code' in event;
}

/**
 * The event on a line of JSON, by the rules users rely on: `at` with a zone or as epoch milliseconds, `channel` of 1 to
 * 256 characters, a known `type`, `id` of 1 to 128 characters (conversions need one), whole `costMicros` ≥ 0 (`spend`
 * needs it), whole `valueMicros`, `count` ≥ 1. An optional field that is null counts as absent, unknown ones are
 * ignored. This is the reference; `EventScanner` answers the same, faster, for lines in the usual shape.
 */
export function parseEvent(line: string): AdEvent | EventProblem {
  const fields = parseObject(line);
  if (fields === undefined) return { code: 'InvalidJson', message: 'not a JSON object' };

  const atMs = instantOf(fields['at']);
  if (atMs === undefined) {
    return invalid('at', fields['at'], 'ISO 8601 with a zone, or epoch milliseconds');
  }
  const { channel } = fields;
  if (typeof channel !== 'string' || channel === '') {
    return { code: 'InvalidChannel', message: `channel: got ${show(channel)}; allowed: 1 to 256 characters` };
  }
  if (lengthOf(channel) > CHANNEL_ID_LENGTH_MAX) {
    return {
      code: 'InvalidChannel',
      message: `channel is ${lengthOf(channel)} characters long; at most 256 are allowed`,
    };
  }
  if (!channel.isWellFormed()) {
    return { code: 'InvalidChannel', message: 'channel holds half a character (an unpaired surrogate)' };
  }
  const type = EVENT_TYPES.find((known) => known === fields['type']);
  if (type === undefined) return invalid('type', fields['type'], EVENT_TYPES.join(', '));

  const id = fields['id'] ?? '';
  if (typeof id !== 'string' || fields['id'] === '' || lengthOf(id) > EVENT_ID_LENGTH_MAX || !id.isWellFormed()) {
    return invalid('id', fields['id'], '1 to 128 characters');
  }
  if (type === 'conversion' && id === '') return invalid('id', fields['id'], 'a conversion needs one');

  const costMicros = fields['costMicros'] ?? null;
  if (costMicros !== null && !isWhole(costMicros, 0)) {
    return invalid('costMicros', costMicros, 'a whole number from 0 to 2^53');
  }
  if (type === 'spend' && costMicros === null)
    return invalid('costMicros', undefined, 'an event of type spend needs it');
  const valueMicros = fields['valueMicros'] ?? 0;
  if (!isWhole(valueMicros, -Number.MAX_SAFE_INTEGER)) {
    return invalid('valueMicros', valueMicros, 'a whole number within ±2^53');
  }
  const count = fields['count'] ?? 1;
  if (!isWhole(count, 1)) return invalid('count', count, 'a whole number from 1');

  // Adding 0 makes 0 of -0.
  return {
    atMs: atMs + 0,
    channel,
    type,
    id,
    costMicros: costMicros === null ? null : costMicros + 0,
    valueMicros: valueMicros + 0,
    count,
  };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function instantOf(at: unknown): number | undefined {
  if (typeof at === 'string') return parseInstant(at);
  return isWhole(at, -Number.MAX_SAFE_INTEGER) ? at : undefined;
}

function isWhole(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
}

/** Characters as people count them: an emoji beyond the basic plane is one. */
function lengthOf(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.codePointAt(index) ?? 0) > 0xffff) index += 1;
    length += 1;
  }
  return length;
}

function invalid(field: string, got: unknown, allowed: string): EventProblem {
  return { code: 'InvalidEvent', message: `${field}: got ${show(got)}; allowed: ${allowed}` };
}

/** What was got, short enough for one line of a message. */
function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 79).toWellFormed()}…`;
}
