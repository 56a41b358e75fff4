import { type AdEvent, EVENT_TYPES } from './event.ts';

const ENCODER = new TextEncoder();

/**
 * The fields of the event read last, by either road, as numbers and places in bytes: one object for all events, since
 * one for each would be most of the work. Texts are UTF-8 in `bytes`, of all of which `view` is.
 */
export class EventFields {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  atMs = Number.NaN;
  channelStart = 0;
  channelEnd = 0;
  /** Index in `EVENT_TYPES`. */
  type = 0;
  /** -1 where the event has no id. */
  idStart = -1;
  idEnd = -1;
  /** -1 where the event states no cost. */
  costMicros = -1;
  valueMicros = 0;
  count = 1;

  /** Where the texts are. */
  look(bytes: Uint8Array): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The fields of an event that was parsed. */
  copy({ atMs, channel, type, id, costMicros, valueMicros, count }: AdEvent): void {
    this.look(ENCODER.encode(channel + id));
    this.atMs = atMs;
    this.channelStart = 0;
    this.channelEnd = Buffer.byteLength(channel);
    this.type = EVENT_TYPES.indexOf(type);
    this.idStart = id === '' ? -1 : this.channelEnd;
    this.idEnd = id === '' ? -1 : this.bytes.length;
    this.costMicros = costMicros ?? -1;
    this.valueMicros = valueMicros;
    this.count = count;
  }
}
