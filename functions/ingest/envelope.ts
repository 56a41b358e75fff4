import { brotliCompressSync, brotliDecompressSync, constants, crc32 } from 'node:zlib';
import { MarginalError } from '../core/errors.ts';

/**
 * What every binary object of the store starts with: `mrg`, a letter for what it holds (`E` the page of an event batch,
 * `D` the duplicates of one, `I` ids that were counted), a version byte, three zero bytes, the CRC-32 of what follows and its length (both little
 * endian, 4 bytes). What follows is the payload, compressed by Brotli: it halves a page, mostly its channel ids.
 */
const HEADER_LENGTH = 16;
const MAGIC = [0x6d, 0x72, 0x67] as const;

export interface Envelope {
  readonly holds: 'E' | 'D' | 'I';
  readonly version: number;
}

/** Past this, a page shrinks by another 2 % and takes ten times as long. */
const QUALITY = 5;

export function seal({ holds, version }: Envelope, payload: Uint8Array): Uint8Array {
  const packed = brotliCompressSync(payload, {
    params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: payload.length },
  });
  const sealed = new Uint8Array(HEADER_LENGTH + packed.length);
  const view = new DataView(sealed.buffer);
  sealed.set([...MAGIC, holds.charCodeAt(0), version]);
  view.setUint32(8, crc32(packed), true);
  view.setUint32(12, packed.length, true);
  sealed.set(packed, HEADER_LENGTH);
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
  const packed = sealed.subarray(HEADER_LENGTH);
  const whole =
    view.getUint8(5) === 0 &&
    view.getUint16(6) === 0 &&
    view.getUint32(12, true) === packed.length &&
    view.getUint32(8, true) === crc32(packed);
  if (!whole) throw new MarginalError('ObjectUnreadable', `'${key}' is damaged: its checksum differs`);
  return brotliDecompressSync(packed);
}
