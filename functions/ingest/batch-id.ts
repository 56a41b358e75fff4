import { sha256Hex } from '../core/hash.ts';

/** Sort keys of the ledger and keys of objects hold 1,024 bytes; this leaves room for what is put around an id. */
const ID_BYTES_MAX = 700;
const EVENT_FILE = /\.ndjson(?:\.gz|\.zst)?$/;

/** Event batches are known by name; what any other file is, its content tells. */
export function isEventFile(name: string): boolean {
  return EVENT_FILE.test(name);
}

/** A batch of events is its name: other bytes under it are refused. */
export function eventBatchId(name: string): string {
  return shortened(name);
}

/** A report is often exported again under the same name: other bytes are another delivery. */
export function reportBatchId(name: string, sha256: string): string {
  return `${reportBatchPrefix(name)}${sha256.slice(0, 16)}`;
}

/** What the ids of all deliveries of a report begin with; those of a report named longer may, too. */
export function reportBatchPrefix(name: string): string {
  return `${shortened(name)}@`;
}

/** An id as one segment of an object's key: a file `a` and a file `a/b` never stand in each other's way. */
export function objectNameOf(batchId: string): string {
  return shortened(encodeURIComponent(batchId));
}

/** The reverse of `objectNameOf`; undefined where the id was too long to be kept whole. */
export function batchIdOfObjectName(name: string): string | undefined {
  return /~[0-9a-f]{64}$/.test(name) ? undefined : decodeURIComponent(name);
}

/** Long names keep their start and end in a hash, so that two of them stay two. */
function shortened(name: string): string {
  const text = name.toWellFormed();
  const bytes = Buffer.from(text);
  if (bytes.length <= ID_BYTES_MAX) return text;
  return `${new TextDecoder().decode(bytes.subarray(0, ID_BYTES_MAX - 80))}~${sha256Hex(text)}`;
}
