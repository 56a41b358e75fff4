import * as v from 'valibot';
import { sha256Hex } from '../core/hash.ts';
import { decodeJson, encodeJson } from '../core/json.ts';
import { MarginalError } from '../core/errors.ts';
import { loadObject } from '../core/load-object.ts';
import type { Item } from '../core/ports.ts';
import type { World } from '../core/world.ts';
import { bindChannelBook, type NotedFile } from './channel-book.ts';
import { refuseIfInterrupted } from './interruption.ts';
import { readAhead } from './read-ahead.ts';
import { loadRegister, type RegisteredBatch } from './register.ts';
import { decodeReportPage } from './report-page.ts';

const SourceSchema = v.object({
  pageKey: v.string(),
  statedAtMs: v.nullable(v.number()),
  arrivalMs: v.number(),
  name: v.string(),
  batchId: v.string(),
});

/** A report with notes on channels, and what decides which of two is newer. */
type Source = v.InferOutput<typeof SourceSchema>;

const ItemSchema = v.object({ sourcesKey: v.string() });

/**
 * Binds the channel book anew where files with notes came in: an object of its own each time, `book`/`current` says
 * which stands, and which reports it was bound from, so that nobody looks through a register of years for them.
 */
export async function rebindBook(batches: readonly RegisteredBatch[], world: World): Promise<void> {
  const current = await world.ledger.get('book', 'current');
  const known = await sourcesOf(current, world);
  const merged = new Map(
    [...known, ...batches.filter(({ notes }) => notes > 0).map(sourceOf)].map((source) => [source.batchId, source]),
  );
  if (merged.size > 0) await bind([...merged.values()], { current, isNeeded: false }, world);
}

/** The same from all reports there are, whether or not it was bound from just those before. */
export async function rebindWholeBook(register: readonly RegisteredBatch[], world: World): Promise<void> {
  const current = await world.ledger.get('book', 'current');
  const noted = register.filter(({ notes }) => notes > 0).map(sourceOf);
  if (noted.length > 0) await bind(noted, { current, isNeeded: true }, world);
}

function sourceOf({ pageKey, statedAtMs, arrivalMs, name, batchId }: RegisteredBatch): Source {
  return { pageKey, statedAtMs, arrivalMs, name, batchId };
}

/** The reports the standing book was bound from; those in the register where an earlier version did not keep them. */
async function sourcesOf(current: Item | undefined, { objects, ledger }: World): Promise<readonly Source[]> {
  if (current === undefined) return [];
  const item = v.safeParse(ItemSchema, current.value);
  const bytes = item.success ? await objects.get(item.output.sourcesKey) : undefined;
  if (bytes !== undefined) return v.parse(v.array(SourceSchema), decodeJson(new TextDecoder().decode(bytes)));
  return (await loadRegister(ledger)).filter(({ notes }) => notes > 0).map(sourceOf);
}

async function bind(
  sources: readonly Source[],
  { current, isNeeded }: { current: Item | undefined; isNeeded: boolean },
  world: World,
): Promise<void> {
  const { objects, ledger, signal } = world;
  const ordered = sources.toSorted((a, b) => (a.pageKey < b.pageKey ? -1 : 1));
  const list = encodeJson(ordered);
  const sourcesKey = `book/sources/${sha256Hex(list).slice(0, 16)}`;
  if (!isNeeded && current?.value['sourcesKey'] === sourcesKey) return;

  const files: NotedFile[] = [];
  const pages = readAhead(ordered, async (source) => ({ source, bytes: await loadObject(objects, source.pageKey) }));
  for await (const { source, bytes } of pages) {
    refuseIfInterrupted(signal);
    const { kind, notes } = decodeReportPage(bytes, source.pageKey);
    files.push({ kind, notes, rank: source });
  }
  const text = encodeJson(bindChannelBook(files));
  const key = `book/${sha256Hex(text).slice(0, 16)}`;
  refuseIfInterrupted(signal);
  await objects.put(key, Buffer.from(text));
  await objects.put(sourcesKey, Buffer.from(list));
  const value = { key, sourcesKey };
  if (encodeJson(current?.value ?? null) === encodeJson(value)) return;
  refuseIfInterrupted(signal);
  if (!(await ledger.write({ partition: 'book', sort: 'current', value }, current?.version ?? 0))) {
    throw new MarginalError('Conflict', 'the channel book was bound by somebody else meanwhile');
  }
}
