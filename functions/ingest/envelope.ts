import { crc32 } from 'node:zlib';
import { MarginalError } from '../core/errors.ts';

/**
 * What every binary object of the store starts with: `mrg`, a letter for what it holds (`E` the page of an event batch,
 * `D` the duplicates of one), a version byte, three zero bytes, the CRC-32 of the payload (little endian) and the payload's length (the same).
 */
const HEADER_LENGTH = 16;
const MAGIC = [0x6d, 0x72, 0x67] as const;

export interface Envelope {
  readonly holds: 'E' | 'D';
  readonly version: number;
}

export function seal({ holds, version }: Envelope, payload: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(HEADER_LENGTH + payload.length);
  const view = new DataView(sealed.buffer);
  sealed.set([...MAGIC, holds.charCodeAt(0), version]);
  view.setUint32(8, crc32(payload), true);
  view.setUint32(12, payload.length, true);
  sealed.set(payload, HEADER_LENGTH);
  return sealed;
}

/** The payload; throws `ObjectUnreadable` for another kind, a version not known here, or bytes that were changed. */
export function unseal({ holds, version }: Envelope, sealed: Uint8Array, key: string): Uint8Array {
  if (sealed.length < HEADER_LENGTH || MAGIC.some((byte, index) => sealed[index] !== byte)) {
    throw new MarginalError('ObjectUnreadable', `'${key}' is not an object of this store`);
  }
  if (sealed[3] !== holds.charCodeAt(0)) {
    throw new MarginalError('ObjectUnreadable', `'${key}' holds another kind of object`);
  }
  if (sealed[4] !== version) {
    const message = `'${key}' has format version ${sealed[4]}, this program knows ${version}; update marginal`;
    throw new MarginalError('ObjectUnreadable', message);
  }
  const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.length);
  const payload = sealed.subarray(HEADER_LENGTH);
  const whole =
    view.getUint8(5) === 0 &&
    view.getUint16(6) === 0 &&
    view.getUint32(12, true) === payload.length &&
    view.getUint32(8, true) === crc32(payload);
  if (!whole) throw new MarginalError('ObjectUnreadable', `'${key}' is damaged: its checksum differs`);
  return payload;
}
