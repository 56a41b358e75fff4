import { type AdEvent, EVENT_TYPES } from './event.ts';

/**
 * The fields of the event read last, by either road, as numbers and places in bytes: one object for all events, since
 * one for each would be most of the work. Texts are UTF-8 in `bytes`, of all of which `view` is. Before the first event
 * numbers are NaN, and bytes are always a Buffer: V8 lays fields out by what they first hold, and compiles the fold again
 * for each layout it meets.
 */
export class EventFields {
  bytes: Uint8Array = Buffer.alloc(0);
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
  costMicros = Number.NaN;
  valueMicros = Number.NaN;
  count = Number.NaN;

  /** Where the texts are. */
  look(bytes: Uint8Array): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The fields of an event that was parsed. */
  copy({ atMs, channel, type, id, costMicros, valueMicros, count }: AdEvent): void {
    this.look(Buffer.from(channel + id));
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
