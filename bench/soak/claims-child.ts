import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '../../functions/core/world.ts';
import { claimBatches } from '../../functions/ingest/claim-batches.ts';
import { commitTurn, loadClaimLedger, writeTurn } from '../../functions/ingest/claim-ledger.ts';
import type { ClaimedIds } from '../../functions/ingest/claimed-ids.ts';
import { EventFold } from '../../functions/ingest/fold-events.ts';
import { encodePage } from '../../functions/ingest/page.ts';
import { openStore } from '../../local/store.ts';
import { seededRandom } from './random.ts';

/**
 * In a process of its own: `claims-child FOLDER IDS NEW`: that many ids are counted over 7 days, then a batch of new
 * conversions is claimed, half of which are known. Says in JSON what was found, how long it took, and the peak memory.
 */
const [folder = '', idsText = '0', newText = '0'] = process.argv.slice(2);
const IDS_PER_TURN = 4_000_000;
const DAYS = 7;
const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-09-24T00:00:00Z');
const ids = Number(idsText);
const batchSize = Number(newText);
const unused = async (): Promise<never> => {
  throw new Error('claims ask for nothing else');
};

const store = await openStore(join(folder, 'store'), {
  mustExist: false,
  waitMsMax: 0,
  onWait: () => undefined,
  signal: new AbortController().signal,
});
const world: World = {
  objects: store.objects,
  ledger: store.ledger,
  inbox: {
    list: unused,
    open: async function* open() {
      yield await unused();
    },
  },
  clock: { nowMs: () => START_MS + DAYS * DAY_MS },
  policy: { read: unused },
  workflows: { start: unused },
  signal: new AbortController().signal,
  progress: () => undefined,
  warn: () => undefined,
};

/** Ids of one day: random ones, the first of which are those of the batch's known half. */
function turnOf(turn: number, length: number): ClaimedIds {
  const random = seededRandom(`turn-${turn}`);
  const [hashHigh, hashLow, atMs] = [new Uint32Array(length), new Uint32Array(length), new Float64Array(length)];
  const fromMs = START_MS + (turn % DAYS) * DAY_MS;
  for (let index = 0; index < length; index += 1) {
    const known = turn === 0 && index * 2 < batchSize ? hash('sha256', `id-${index}`, 'buffer') : undefined;
    hashHigh[index] = known?.readUInt32BE(0) ?? random() * 2 ** 32;
    hashLow[index] = known?.readUInt32BE(4) ?? random() * 2 ** 32;
    atMs[index] = fromMs + Math.floor(random() * DAY_MS);
  }
  return { length, hashHigh, hashLow, atMs };
}

for (let turn = 0; turn * IDS_PER_TURN < ids; turn += 1) {
  const counted = turnOf(turn, Math.min(IDS_PER_TURN, ids - turn * IDS_PER_TURN));
  const written = await writeTurn(await loadClaimLedger(world), { decided: [], counted }, world, IDS_PER_TURN);
  await commitTurn(written, world);
  process.stderr.write(`claims: ${turn * IDS_PER_TURN + counted.length} of ${ids} ids\n`);
}

const fold = new EventFold({ timeZone: 'UTC', acceptDays: 400, arrivalMs: world.clock.nowMs() });
for (let index = 0; index < batchSize; index += 1) {
  const event = { at: START_MS + 3 * DAY_MS, channel: 'a', type: 'conversion', id: `id-${index}` };
  fold.push(Buffer.from(`${JSON.stringify(event)}\n`));
}
await store.objects.put('pages/batch', encodePage(fold.finish()));
const conversions = { count: batchSize, fromMs: START_MS + 3 * DAY_MS, toMs: START_MS + 3 * DAY_MS };
const startMs = performance.now();
const { duplicates } = await claimBatches(
  [
    {
      batchId: 'batch',
      name: 'batch',
      kind: 'events',
      format: 'events',
      sha256: '',
      fingerprint: '',
      arrivalMs: world.clock.nowMs(),
      statedAtMs: null,
      currency: 'USD',
      timeZone: 'UTC',
      acceptDays: 400,
      days: [],
      coverage: [],
      counts: { rows: 0, events: batchSize, accepted: batchSize, rejected: 0 },
      conversions,
      channelDays: 1,
      notes: 0,
      pageKey: 'pages/batch',
      rawKey: '',
      rejectsKey: null,
    },
  ],
  await loadClaimLedger(world),
  world,
);
const seconds = (performance.now() - startMs) / 1000;
await store.close();
const peakKb = Number(/VmHWM:\s+(\d+)/.exec(await readFile('/proc/self/status', 'utf8').catch(() => ''))?.[1] ?? 0);
process.stdout.write(JSON.stringify({ duplicates, seconds, peakMb: peakKb / 1024 }));
