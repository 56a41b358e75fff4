import * as v from 'valibot';
import type { World } from '../../functions/core/world.ts';
import { claimConversions } from '../../functions/ingest/handlers/claim-conversions.ts';
import { foldBatches } from '../../functions/ingest/handlers/fold-batches.ts';
import { listBatches } from '../../functions/ingest/handlers/list-batches.ts';
import { rollUpDays } from '../../functions/ingest/handlers/roll-up-days.ts';

const ListedSchema = v.object({
  manifestKey: v.string(),
  policyKey: v.string(),
  groups: v.array(v.number()),
  groupCount: v.number(),
  files: v.number(),
  round: v.number(),
  lastName: v.nullable(v.string()),
  hasMore: v.boolean(),
  earlierResultKey: v.nullable(v.string()),
});
const SummarySchema = v.object({
  files: v.number(),
  rows: v.number(),
  events: v.number(),
  accepted: v.number(),
  rejected: v.number(),
  duplicates: v.number(),
  restatedDays: v.number(),
  refusedFiles: v.number(),
  rejects: v.array(v.object({ file: v.string(), line: v.number(), code: v.string(), message: v.string() })),
});

export type Summary = v.InferOutput<typeof SummarySchema>;

/** The states of the machine in turn, each fed what the one before answered, as JSON. */
export async function runIngest(world: World): Promise<Summary> {
  let state: Record<string, unknown> = {};
  for (;;) {
    const listed = v.parse(ListedSchema, await asJson(listBatches(state, world)));
    for (const group of listed.groups) await asJson(foldBatches({ manifestKey: listed.manifestKey, group }, world));
    await asJson(claimConversions({ manifestKey: listed.manifestKey }, world));
    const rolled = v.parse(v.looseObject({ resultKey: v.string() }), await asJson(rollUpDays(listed, world)));
    if (!listed.hasMore) return v.parse(SummarySchema, await readJson(world, rolled.resultKey));
    state = { listed, rolled };
  }
}

async function asJson(answer: Promise<unknown>): Promise<unknown> {
  const text = JSON.stringify(await answer);
  if (text.length > 262_144) throw new Error(`an answer of ${text.length} characters`);
  return JSON.parse(text);
}

export async function readJson(world: World, key: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode((await world.objects.get(key)) ?? new Uint8Array()));
}

/** The store as text, sorted: what two ends of a story are compared by. Manifests, open or not, tell of runs, not of facts. */
export async function dumpStore({ objects, ledger }: Pick<World, 'objects' | 'ledger'>): Promise<string[]> {
  const lines: string[] = [];
  for (const key of await objects.list('')) {
    if (key.startsWith('manifests/')) continue;
    lines.push(`${key} ${Buffer.from((await objects.get(key)) ?? new Uint8Array()).toString('base64')}`);
  }
  for (const partition of ['register', 'claim', 'claim-index', 'rollup', 'book', 'ingest']) {
    const items = (await ledger.query(partition)).filter(({ sort }) => partition !== 'ingest' || sort !== 'open');
    for (const item of items) lines.push(JSON.stringify(item));
  }
  return lines;
}

/** What stands: earlier versions of days and book are gone, and claims end up in other objects, but say the same. */
export async function dumpFacts(world: World): Promise<string[]> {
  const lines = await dumpStore(world);
  const ledger = lines.filter((line) => line.startsWith('{') && !line.includes('"partition":"claim-index"'));
  const isStanding = (key = '') => !/^(rollups|book)\//.test(key) || ledger.some((line) => line.includes(key));
  const objects = lines.filter((line) => !line.startsWith('{') && !line.startsWith('claims/index/'));
  return [...ledger, ...objects.filter((line) => isStanding(line.split(' ')[0]))];
}

const RollupSchema = v.object({
  day: v.string(),
  covers: v.array(v.string()),
  channels: v.array(
    v.object({
      channel: v.string(),
      report: v.record(v.string(), v.number()),
      events: v.record(v.string(), v.number()),
      deliveries: v.array(v.record(v.string(), v.number())),
    }),
  ),
});

/** The standing version of every day, ascending. */
export async function readRollups(world: World): Promise<v.InferOutput<typeof RollupSchema>[]> {
  const items = await world.ledger.query('rollup');
  const rollups = [];
  for (const { value } of items) {
    const { key } = v.parse(v.object({ key: v.string() }), value);
    rollups.push(v.parse(RollupSchema, await readJson(world, key)));
  }
  return rollups;
}
