import * as v from 'valibot';
import { MarginalError } from '../core/errors.ts';
import { encodeJson } from '../core/json.ts';
import type { Ledger } from '../core/ports.ts';
import { reportBatchPrefix } from './batch-id.ts';

const PARTITION = 'register';

const whole = v.pipe(v.number(), v.safeInteger());

export const CoverageSchema = v.array(
  v.object({ source: v.string(), throughDay: v.string(), lastActiveDay: v.string() }),
);

const RegisteredBatchSchema = v.object({
  name: v.string(),
  kind: v.picklist(['events', 'performance', 'budgets']),
  /** `events`, or the id of the report format. */
  format: v.string(),
  sha256: v.string(),
  /** The inbox's, at the last time the file was read: a file that still has it is not read again. */
  fingerprint: v.string(),
  arrivalMs: whole,
  statedAtMs: v.nullable(whole),
  /** What the fold rests on besides bytes and arrival. */
  currency: v.string(),
  timeZone: v.string(),
  acceptDays: whole,
  /** As `toDayRanges` writes them. */
  days: v.array(v.string()),
  coverage: CoverageSchema,
  counts: v.object({ rows: whole, events: whole, accepted: whole, rejected: whole }),
  /** Conversions that must be claimed, and the first and last `at` among them; null where there are none. */
  conversions: v.nullable(v.object({ count: whole, fromMs: whole, toMs: whole })),
  /** Rows of the page, one a channel and day: what it takes to hold it. */
  channelDays: whole,
  /** Notes on channels the page holds. */
  notes: whole,
  pageKey: v.string(),
  rawKey: v.string(),
  /** Prefix of the objects with the rejected rows; null where every row was taken. */
  rejectsKey: v.nullable(v.string()),
});

/** What is known of a file that was taken. Its item is written last, so whatever it names is there. */
export type RegisteredBatch = v.InferOutput<typeof RegisteredBatchSchema> & { readonly batchId: string };

export async function loadRegister(ledger: Ledger): Promise<RegisteredBatch[]> {
  const items = await ledger.query(PARTITION);
  return items.map(({ sort, value }) => Object.assign(v.parse(RegisteredBatchSchema, value), { batchId: sort }));
}

export async function findBatch(ledger: Ledger, batchId: string): Promise<RegisteredBatch | undefined> {
  const item = await ledger.get(PARTITION, batchId);
  return item === undefined ? undefined : { ...v.parse(RegisteredBatchSchema, item.value), batchId };
}

/** All that was delivered of a report under its name. */
export async function findDeliveries(ledger: Ledger, name: string): Promise<RegisteredBatch[]> {
  const items = await ledger.query(PARTITION, { prefix: reportBatchPrefix(name) });
  return items
    .map(({ sort, value }) => Object.assign(v.parse(RegisteredBatchSchema, value), { batchId: sort }))
    .filter((batch) => batch.name === name);
}

/**
 * Makes a batch visible. Throws `Conflict` where somebody else registered it meanwhile: trying again finds it there.
 */
export async function registerBatch(ledger: Ledger, { batchId, ...value }: RegisteredBatch): Promise<void> {
  const isWritten = await ledger.write({ partition: PARTITION, sort: batchId, value }, 0);
  if (!isWritten) throw new MarginalError('Conflict', `batch '${batchId}' was registered by somebody else meanwhile`);
}

/** What a later fold of the same bytes found; nothing is written where it found the same. Throws `Conflict`. */
export async function updateBatch(ledger: Ledger, { batchId, ...value }: RegisteredBatch): Promise<void> {
  const item = await ledger.get(PARTITION, batchId);
  if (item === undefined || encodeJson(v.parse(RegisteredBatchSchema, item.value)) === encodeJson(value)) return;
  if (await ledger.write({ partition: PARTITION, sort: batchId, value }, item.version)) return;
  throw new MarginalError('Conflict', `batch '${batchId}' was changed by somebody else meanwhile`);
}

/**
 * The same bytes came again with another fingerprint (a copy, a new date): remembered, so that they are not read a
 * third time.
 */
export async function rememberFingerprint(ledger: Ledger, batchId: string, fingerprint: string): Promise<void> {
  const item = await ledger.get(PARTITION, batchId);
  if (item === undefined || item.value['fingerprint'] === fingerprint) return;
  await ledger.write({ partition: PARTITION, sort: batchId, value: { ...item.value, fingerprint } }, item.version);
}
