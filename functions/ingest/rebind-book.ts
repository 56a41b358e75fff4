import { sha256Hex } from '../core/hash.ts';
import { encodeJson } from '../core/json.ts';
import { MarginalError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { bindChannelBook, type NotedFile } from './channel-book.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { loadObject } from './load-object.ts';
import { loadRegister } from './register.ts';
import { decodeReportPage } from './report-page.ts';

/**
 * Binds the channel book anew where files with notes came in: an object of its own each time, `book`/`current` says
 * which stands.
 */
export async function rebindBook(world: World, { always = false } = {}): Promise<void> {
  const { objects, ledger, signal } = world;
  const noted = (await loadRegister(ledger)).filter(({ notes }) => notes > 0);
  const coversHash = sha256Hex(encodeJson(noted.map(({ pageKey }) => pageKey)));
  const current = await ledger.get('book', 'current');
  const isBound = current?.value['coversHash'] === coversHash;
  if (noted.length === 0 || (isBound && !always)) return;

  const files: NotedFile[] = [];
  for (const { pageKey, statedAtMs, arrivalMs, name, batchId } of noted) {
    refuseIfInterrupted(signal);
    const { kind, notes } = decodeReportPage(await loadObject(objects, pageKey), pageKey);
    files.push({ kind, notes, rank: { statedAtMs, arrivalMs, name, batchId } });
  }
  const text = encodeJson(bindChannelBook(files));
  const key = `book/${sha256Hex(text).slice(0, 16)}`;
  refuseIfInterrupted(signal);
  await objects.put(key, Buffer.from(text));
  const value = { key, coversHash };
  if (encodeJson(current?.value ?? null) === encodeJson(value)) return;
  refuseIfInterrupted(signal);
  if (!(await ledger.write({ partition: 'book', sort: 'current', value }, current?.version ?? 0))) {
    throw new MarginalError('Conflict', 'the channel book was bound by somebody else meanwhile');
  }
}
