import { createHash } from 'node:crypto';
import { localDayIn } from '../core/calendar.ts';
import { type ErrorCode, MarginalError, messageOf } from '../core/errors.ts';
import type { DecodedReport } from '../core/facts.ts';
import type { Policy } from '../core/policy.ts';
import type { InboxFile } from '../core/ports.ts';
import type { World } from '../core/world.ts';
import { eventBatchId, isEventFile, reportBatchId } from './batch-id.ts';
import { freeClaims } from './claim-list.ts';
import { eventBatch, reportBatch } from './describe-batch.ts';
import type { FileResult } from './file-result.ts';
import { foldAndKeep } from './fold-and-keep.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { encodePage } from './page.ts';
import { eventPageKey, rawEventsKey, rawReportKey, reportPageKey } from './page-key.ts';
import { findBatch, findDeliveries, type RegisteredBatch, registerBatch, rememberFingerprint } from './register.ts';
import { refuseTooLarge } from './refuse-too-large.ts';
import { firstRejects, RejectWriter } from './rejects.ts';
import { encodeReportPage } from './report-page.ts';
import { keepTerms } from '../core/store-terms.ts';

/** Errors that are the file's own fault: it is refused, and the others go on. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(['BatchChanged', 'FileTooLarge', 'TruncatedFile', 'UnreadableFile']);

export interface IngestTerms {
  readonly arrivalMs: number;
  readonly policy: Policy;
  /** Told of bytes as they are folded or decoded, for the bar somebody watches. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Takes one file in: raw bytes, page and rejects first, the register last. Doing it again, from any point at which it
 * was cut off, ends the same. Its own faults come back as `refused`; faults of the store are thrown.
 */
export async function ingestFile(file: InboxFile, terms: IngestTerms, world: World): Promise<FileResult> {
  try {
    refuseTooLarge(file, world.inbox);
    return isEventFile(file.name) ? await ingestEvents(file, terms, world) : await ingestReport(file, terms, world);
  } catch (error) {
    if (!(error instanceof MarginalError) || !REFUSALS.has(error.code)) throw error;
    return { outcome: 'refused', name: file.name, code: error.code, message: error.message };
  }
}

async function ingestEvents(file: InboxFile, terms: IngestTerms, world: World): Promise<FileResult> {
  const batchId = eventBatchId(file.name);
  const known = await findBatch(world.ledger, batchId);
  if (known !== undefined) {
    if (isUnread(known, file, terms)) return { outcome: 'known', name: file.name };
    if ((await hashOf(file, world)) !== known.sha256) {
      const message = `'${file.name}' was ingested before with other bytes; give the file a new name`;
      throw new MarginalError('BatchChanged', message);
    }
    return resultOfKnown(known, file, terms, world);
  }
  if (file.bytes === 0) return { outcome: 'empty', name: file.name };

  const { timeZone, acceptDays } = terms.policy;
  const { arrivalMs, onBytes } = terms;
  const rejects = new RejectWriter(world.objects, { batchId, arrivalMs });
  const rawKey = rawEventsKey({ batchId, arrivalMs });
  const pageKey = eventPageKey({ batchId, timeZone, arrivalMs });
  try {
    const chunks = watched(file, world, (chunk) => onBytes(chunk.length));
    const keeping = { objects: world.objects, rawKey, rejects };
    const { folded, sha256 } = await foldAndKeep(file, chunks, { ...keeping, timeZone, acceptDays, arrivalMs });
    const page = encodePage(folded);
    refuseIfInterrupted(world.signal);
    await world.objects.put(pageKey, page);
    const keys = { rawKey, pageKey, rejectsKey: rejects.key };
    const batch = eventBatch(folded, { batchId, sha256, ...keys, ...asDelivered(file, terms) });
    freeClaims(folded.claims);
    refuseIfInterrupted(world.signal);
    await keepTerms(world.ledger, terms.policy, 'events');
    await registerBatch(world.ledger, batch);
    return taken(batch, rejects.told, []);
  } catch (error) {
    if (error instanceof MarginalError && REFUSALS.has(error.code)) await rejects.discard();
    throw error;
  }
}

/** What the register keeps of how a file came, and of the policy it was read under. */
function asDelivered({ name, fingerprint }: InboxFile, { arrivalMs, policy }: IngestTerms) {
  const { currency, timeZone, acceptDays } = policy;
  return { name, fingerprint, arrivalMs, currency, timeZone, acceptDays };
}

async function ingestReport(file: InboxFile, terms: IngestTerms, world: World): Promise<FileResult> {
  const deliveries = await findDeliveries(world.ledger, file.name);
  if (deliveries.some((known) => isUnread(known, file, terms))) return { outcome: 'known', name: file.name };
  const sha256 = await hashOf(file, world);
  const batchId = reportBatchId(file.name, sha256);
  const known = deliveries.find((delivery) => delivery.batchId === batchId);
  if (known !== undefined) return resultOfKnown(known, file, terms, world);

  const report = await decode(file, terms, world);
  if (report.kind === 'refused') {
    return { outcome: 'refused', name: file.name, code: report.code, message: report.message };
  }
  const { arrivalMs } = terms;
  const rejects = new RejectWriter(world.objects, { batchId, arrivalMs });
  const rawKey = rawReportKey(batchId);
  const pageKey = reportPageKey({ batchId, arrivalMs });
  refuseIfInterrupted(world.signal);
  await world.objects.putStream(rawKey, unchanged(file, sha256, world));
  refuseIfInterrupted(world.signal);
  await world.objects.put(pageKey, encodeReportPage(report.report));
  await rejects.add(report.report.rejects);
  await rejects.flush();
  const keys = { rawKey, pageKey, rejectsKey: rejects.key };
  const batch = reportBatch(report.report, { batchId, sha256, ...keys, ...asDelivered(file, terms) });
  refuseIfInterrupted(world.signal);
  await keepTerms(world.ledger, terms.policy, 'report');
  await registerBatch(world.ledger, batch);
  return taken(batch, rejects.told, report.report.warnings);
}

async function decode(file: InboxFile, { policy, arrivalMs, onBytes }: IngestTerms, world: World) {
  // Loaded only where there is a report: a run of events starts without the parsers.
  const { decodeReport } = await import('./decode/decode-report.ts');
  const { currency, timeZone, accounts } = policy;
  const today = localDayIn(timeZone)(arrivalMs);
  const bytes = watched(file, world, (chunk) => onBytes(chunk.length));
  return decodeReport(bytes, { currency, timeZone, accounts, today });
}

/** An earlier ingest took the file, and it has not changed since. */
function isUnread(known: RegisteredBatch, file: InboxFile, { arrivalMs }: IngestTerms): boolean {
  return known.fingerprint === file.fingerprint && known.arrivalMs !== arrivalMs;
}

/** A batch that is there already: ours, where this very ingest took it before it was cut off; else all duplicates. */
async function resultOfKnown(
  known: RegisteredBatch,
  file: InboxFile,
  { arrivalMs }: IngestTerms,
  world: World,
): Promise<FileResult> {
  if (known.arrivalMs === arrivalMs) return taken(known, await firstRejects(world.objects, known.rejectsKey), []);
  refuseIfInterrupted(world.signal);
  await rememberFingerprint(world.ledger, known.batchId, file.fingerprint);
  const { rows, events } = known.counts;
  const duplicates = rows + events;
  return {
    ...taken(known, [], []),
    outcome: 'duplicate',
    accepted: 0,
    rejected: 0,
    duplicates,
  };
}

function taken({ name, batchId, counts }: RegisteredBatch, rejects: FileRejects, warnings: readonly string[]) {
  return {
    outcome: 'taken' as const,
    name,
    batchId,
    ...counts,
    duplicates: 0,
    rejects: rejects.map(({ line, code, message }) => ({ line, code, message })),
    warnings: [...warnings],
  };
}

type FileRejects = DecodedReport['rejects'];

/**
 * A file's bytes as they are read: each chunk is shown to `see` and gone when the next one is asked for, an interruption
 * ends it, whatever goes wrong is `UnreadableFile`.
 */
async function* watched(file: InboxFile, world: World, see: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  const source = world.inbox.open(file.name, { passing: true })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await nextOf(source, file.name);
      refuseIfInterrupted(world.signal);
      if (done === true) return;
      see(value);
      yield value;
    }
  } finally {
    await source.return?.();
  }
}

async function nextOf(source: AsyncIterator<Uint8Array>, name: string): Promise<IteratorResult<Uint8Array>> {
  try {
    return await source.next();
  } catch (error) {
    if (error instanceof MarginalError) throw error;
    throw new MarginalError('UnreadableFile', `cannot read '${name}': ${messageOf(error)}`, { cause: error });
  }
}

async function hashOf(file: InboxFile, world: World): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of watched(file, world, (seen) => hash.update(seen))) void chunk;
  return hash.digest('hex');
}

/** The bytes once more, for keeping; throws at their end if they are not the ones that were folded. */
async function* unchanged(file: InboxFile, sha256: string, world: World): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  yield* watched(file, world, (chunk) => hash.update(chunk));
  if (hash.digest('hex') !== sha256) {
    throw new MarginalError('UnreadableFile', `'${file.name}' changed while it was read; it is tried again next time`);
  }
}
