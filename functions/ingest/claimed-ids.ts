import { freeMemoryOf } from '../core/free-memory-of.ts';
import { ByteReader, ByteWriter } from './byte-columns.ts';
import { type Envelope, seal, unseal } from './envelope.ts';

/**
 * Ids that were counted, version 1: a header as JSON (its length first), count, then by column the ids (first 8 bytes of
 * the SHA-256) and `at` (epoch milliseconds, signed, less the one before), in ascending order of `at`.
 */
const CLAIMED_IDS_ENVELOPE: Envelope = { holds: 'I', version: 1 };

export interface ClaimedIds {
  readonly length: number;
  readonly hashHigh: Uint32Array;
  readonly hashLow: Uint32Array;
  readonly atMs: Float64Array;
}

/** The same ids in any order make the same bytes. */
export function encodeClaimedIds(ids: ClaimedIds, header: unknown): Uint8Array {
  const { length, hashHigh, hashLow, atMs } = ids;
  const order = Uint32Array.from({ length }, (_, index) => index).sort(
    (a, b) =>
      (atMs[a] ?? 0) - (atMs[b] ?? 0) ||
      (hashHigh[a] ?? 0) - (hashHigh[b] ?? 0) ||
      (hashLow[a] ?? 0) - (hashLow[b] ?? 0),
  );
  const writer = new ByteWriter();
  const text = Buffer.from(JSON.stringify(header));
  writer.varint(text.length);
  writer.raw(text);
  writer.varint(length);
  const digest = new Uint8Array(8);
  const view = new DataView(digest.buffer);
  for (const index of order) {
    view.setUint32(0, hashHigh[index] ?? 0);
    view.setUint32(4, hashLow[index] ?? 0);
    writer.raw(digest);
  }
  let lastAtMs = 0;
  for (const index of order) {
    writer.signed((atMs[index] ?? 0) - lastAtMs);
    lastAtMs = atMs[index] ?? 0;
  }
  const sealed = seal(CLAIMED_IDS_ENVELOPE, writer.bytes());
  freeMemoryOf(writer.bytes());
  return sealed;
}

/** Throws `ObjectUnreadable`. */
export function decodeClaimedIds(sealed: Uint8Array, key: string): { header: unknown; ids: ClaimedIds } {
  const reader = new ByteReader(unseal(CLAIMED_IDS_ENVELOPE, sealed, key));
  const header: unknown = JSON.parse(new TextDecoder().decode(reader.raw(reader.count(1))));
  const length = reader.count(9);
  const digests = reader.raw(length * 8);
  const view = new DataView(digests.buffer, digests.byteOffset, digests.length);
  let atMs = 0;
  const ids = {
    length,
    hashHigh: Uint32Array.from({ length }, (_, index) => view.getUint32(index * 8)),
    hashLow: Uint32Array.from({ length }, (_, index) => view.getUint32(index * 8 + 4)),
    atMs: Float64Array.from({ length }, () => (atMs += reader.signed())),
  };
  return { header, ids };
}

/** Lists of ids as one, of each only those that are wanted. */
export function joinIds(
  lists: readonly ClaimedIds[],
  isWanted: (list: ClaimedIds, index: number) => boolean = () => true,
): ClaimedIds {
  const capacity = lists.reduce((sum, { length }) => sum + length, 0);
  const hashHigh = new Uint32Array(capacity);
  const hashLow = new Uint32Array(capacity);
  const atMs = new Float64Array(capacity);
  let length = 0;
  for (const list of lists) {
    for (let index = 0; index < list.length; index += 1) {
      if (!isWanted(list, index)) continue;
      hashHigh[length] = list.hashHigh[index] ?? 0;
      hashLow[length] = list.hashLow[index] ?? 0;
      atMs[length] = list.atMs[index] ?? 0;
      length += 1;
    }
  }
  return { length, hashHigh, hashLow, atMs };
}

/** The first and last `at`; Infinity and -Infinity of none. */
export function spanOf({ length, atMs }: Pick<ClaimedIds, 'length' | 'atMs'>): { fromMs: number; toMs: number } {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (let index = 0; index < length; index += 1) {
    fromMs = Math.min(fromMs, atMs[index] ?? fromMs);
    toMs = Math.max(toMs, atMs[index] ?? toMs);
  }
  return { fromMs, toMs };
}
