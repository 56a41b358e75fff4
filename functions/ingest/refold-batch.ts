import { createHash } from 'node:crypto';
import { localDayIn } from '../core/calendar.ts';
import { MarginalError } from '../core/errors.ts';
import { streamObject } from '../core/load-object.ts';
import type { Policy } from '../core/policy.ts';
import type { World } from '../core/world.ts';
import { eventBatch, reportBatch } from './describe-batch.ts';
import { foldFile } from './fold-file.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { decodePage, encodePage } from './page.ts';
import { eventPageKey, reportPageKey } from './page-key.ts';
import { type RegisteredBatch, updateBatch } from './register.ts';
import { RejectWriter } from './rejects.ts';
import { encodeReportPage } from './report-page.ts';

export interface RefoldTerms {
  readonly policy: Policy;
  /** Which conversions are duplicates was decided by their places in the batch, and is not decided again. */
  readonly claimsStand: boolean;
}

/**
 * Makes page and rejects of a batch again from its raw file, judged by the arrival and the terms in the register; only
 * which account an export without one belongs to is asked of the policy. Answers the batch as it stands then. Throws
 * `ObjectUnreadable` where the raw file is not the one that was taken.
 */
export async function refoldBatch(
  batch: RegisteredBatch,
  { policy, claimsStand }: RefoldTerms,
  world: World,
): Promise<RegisteredBatch> {
  refuseIfInterrupted(world.signal);
  if ((await rawHashOf(batch, world)) !== batch.sha256) {
    throw new MarginalError('ObjectUnreadable', `'${batch.rawKey}' is damaged: its SHA-256 is not the register's`);
  }
  const again = batch.kind === 'events' ? await events(batch, claimsStand, world) : await report(batch, policy, world);
  refuseIfInterrupted(world.signal);
  await updateBatch(world.ledger, again);
  return again;
}

async function events(batch: RegisteredBatch, claimsStand: boolean, world: World): Promise<RegisteredBatch> {
  const rejects = new RejectWriter(world.objects, batch);
  const folded = await foldFile(batch.name, rawChunks(batch, world), batch, rejects);
  const pageKey = eventPageKey(batch);
  const page = encodePage(folded);
  if (claimsStand && !(await hasSameClaims(batch.pageKey, page, world))) {
    world.warn(`${batch.name}: its conversions come out differently by now; it stands as it was folded first`);
    return batch;
  }
  refuseIfInterrupted(world.signal);
  await world.objects.put(pageKey, page);
  return eventBatch(folded, { ...batch, pageKey, rejectsKey: rejects.key });
}

async function report(batch: RegisteredBatch, { accounts }: Policy, world: World): Promise<RegisteredBatch> {
  const { decodeReport } = await import('./decode/decode-report.ts');
  const { currency, timeZone, arrivalMs } = batch;
  const decoded = await decodeReport(rawChunks(batch, world), {
    currency,
    timeZone,
    accounts,
    today: localDayIn(timeZone)(arrivalMs),
  });
  if (decoded.kind === 'refused') {
    throw new MarginalError('ObjectUnreadable', `'${batch.rawKey}' was taken before, now: ${decoded.message}`);
  }
  const rejects = new RejectWriter(world.objects, batch);
  const pageKey = reportPageKey(batch);
  refuseIfInterrupted(world.signal);
  await world.objects.put(pageKey, encodeReportPage(decoded.report));
  await rejects.add(decoded.report.rejects);
  await rejects.flush();
  return reportBatch(decoded.report, { ...batch, pageKey, rejectsKey: rejects.key });
}

/** Whether a page holds the same conversions in the same places as the one that stands; a page that is lost held them. */
async function hasSameClaims(standingKey: string, page: Uint8Array, { objects }: World): Promise<boolean> {
  const bytes = await objects.get(standingKey);
  if (bytes === undefined) return true;
  const [standing, now] = [decodePage(bytes, standingKey).claims, decodePage(page, standingKey).claims];
  if (standing.length !== now.length) return false;
  for (let at = 0; at < now.length; at += 1) {
    if (standing.hashHigh[at] !== now.hashHigh[at] || standing.hashLow[at] !== now.hashLow[at]) return false;
    if (standing.atMs[at] !== now.atMs[at]) return false;
  }
  return true;
}

/** Read for itself, before anything is written: what a damaged file gives must not replace what the whole one gave. */
async function rawHashOf(batch: RegisteredBatch, world: World): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of rawChunks(batch, world)) hash.update(chunk);
  return hash.digest('hex');
}

async function* rawChunks({ rawKey }: RegisteredBatch, { objects, signal }: World): AsyncGenerator<Uint8Array> {
  for await (const chunk of streamObject(objects, rawKey)) {
    refuseIfInterrupted(signal);
    yield chunk;
  }
}
