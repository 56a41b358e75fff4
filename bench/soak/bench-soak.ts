import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { IngestSummary } from '../../functions/core/ingest-summary.ts';
import { progressOf } from '../progress.ts';
import { markdownTable } from '../table.ts';
import { type EventTotals, generateEvents } from '../fold/generate-events.ts';
import { writeBadFiles } from './bad-files.ts';
import { ingest, run } from './process.ts';
import { seededRandom, shuffled } from './random.ts';
import { expectTotals, type StoreTotals, totalsOf } from './store-totals.ts';

export interface SoakOptions {
  /** 200,000 events and 10 kills instead of 20 million and 200. */
  readonly quick: boolean;
  /** Of everything that is left to chance: which bytes are damaged, in which order files come, when a process dies. */
  readonly seed: string;
}

const SUFFIXES = ['ndjson.gz', 'ndjson.zst', 'ndjson.gz', 'ndjson'] as const;
/** Kills before a store is let come to its end. */
const KILLS_PER_STORE = 8;

interface Sent {
  readonly folder: string;
  readonly names: readonly string[];
  readonly totals: EventTotals;
}

type Row = readonly [story: string, counts: string, outcome: string];

/** Totals to the micro through every way events may come: once, twice, shuffled, at once, damaged, killed. */
export async function benchSoak({ quick, seed }: SoakOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-soak-'));
  try {
    await writeFile(join(folder, 'policy.yaml'), 'currency: USD\ntimeZone: UTC\n');
    const large = await send(folder, 'large', quick ? 200_000 : 20_000_000, quick ? 8 : 100);
    const small = await send(folder, 'small', quick ? 8000 : 200_000, 8);
    const rows: Row[] = [
      ...(await deliveries(folder, large)),
      await outOfOrder(folder, large, seed),
      await atOnce(folder, large),
      ...(await damaged(folder, small, seed)),
      await killed(folder, small, { kills: quick ? 10 : 200, seed }),
    ];
    return [
      `### ${large.totals.events.toLocaleString('en')} events in ${large.names.length} files, gzip, zstd and plain; seed ${seed}`,
      'Sums of spend, impressions, clicks, conversions and value of all days and channels, held to those of the generator to the micro.',
      markdownTable(['story', 'accepted + rejected + duplicates = came in', 'outcome'], rows),
    ].join('\n\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function send(folder: string, name: string, events: number, files: number): Promise<Sent> {
  const inbox = join(folder, name);
  await mkdir(inbox);
  const tell = progressOf(`writing ${name} files`, files);
  const totals: EventTotals = {
    events: 0,
    spendMicros: 0n,
    impressions: 0n,
    clicks: 0n,
    conversions: 0n,
    revenueMicros: 0n,
  };
  for (let file = 0; file < files; file += 1) {
    const fileName = `${name}-${String(file).padStart(3, '0')}.${SUFFIXES[file % SUFFIXES.length] ?? 'ndjson'}`;
    const sent = await generateEvents(join(inbox, fileName), events / files, fileName);
    totals.events += sent.events;
    for (const key of ['spendMicros', 'impressions', 'clicks', 'conversions', 'revenueMicros'] as const) {
      totals[key] += sent[key];
    }
    tell(file + 1);
  }
  return { folder: inbox, names: (await readdir(inbox)).sort(), totals };
}

async function deliveries(folder: string, { folder: inbox, names, totals }: Sent): Promise<Row[]> {
  const store = 'store-deliveries';
  const once = await ingest([inbox], store, folder);
  expectCounts('once', once, { accepted: totals.events, rejected: 0, duplicates: 0 });
  expectTotals('once', await totalsOf(folder, store), totals);

  for (const name of names) await utimes(join(inbox, name), new Date(0), new Date(0));
  const again = await ingest([inbox], store, folder);
  expectCounts('again', again, { accepted: 0, rejected: 0, duplicates: totals.events });
  expectTotals('again', await totalsOf(folder, store), totals);

  const copies = join(folder, 'copies');
  await mkdir(copies);
  for (const name of names) await copyFile(join(inbox, name), join(copies, `copy-of-${name}`));
  const copied = await ingest([copies], store, folder);
  const conversions = Number(totals.conversions);
  expectCounts('copied', copied, { accepted: totals.events - conversions, rejected: 0, duplicates: conversions });
  const twice: StoreTotals = {
    ...totals,
    spendMicros: 2n * totals.spendMicros,
    impressions: 2n * totals.impressions,
    clicks: 2n * totals.clicks,
  };
  expectTotals('copied', await totalsOf(folder, store), twice);
  await rm(copies, { recursive: true });
  await rm(join(folder, store), { recursive: true });
  return [
    ['delivered once', sumOf(once), 'equal'],
    ['each file delivered again, same name and bytes, other date', sumOf(again), 'nothing changes'],
    [
      'each file delivered again under another name',
      sumOf(copied),
      'a conversion counts once, the rest is a new batch',
    ],
  ];
}

/** Ten ingests of files in any order; the days end the same. */
async function outOfOrder(folder: string, { folder: inbox, names, totals }: Sent, seed: string): Promise<Row> {
  const store = 'store-order';
  const order = shuffled(names, seededRandom(`${seed}-order`));
  const share = Math.ceil(order.length / 10);
  const parts: IngestSummary[] = [];
  for (let start = 0; start < order.length; start += share) {
    const paths = order.slice(start, start + share).map((name) => join(inbox, name));
    parts.push(await ingest(paths, store, folder));
  }
  expectTotals('shuffled', await totalsOf(folder, store), totals);
  await rm(join(folder, store), { recursive: true });
  return [`shuffled, in ${parts.length} ingests`, sumOf(...parts), 'equal'];
}

/** Three processes at once on one store: one works, the others wait for it and find the work done. */
async function atOnce(folder: string, { folder: inbox, totals }: Sent): Promise<Row> {
  const store = 'store-at-once';
  const parts = await Promise.all([1, 2, 3].map(() => ingest([inbox], store, folder)));
  const took = parts.filter(({ accepted }) => accepted > 0);
  if (took.length !== 1) throw new Error(`${took.length} of three processes took the files`);
  expectTotals('at once', await totalsOf(folder, store), totals);
  await rm(join(folder, store), { recursive: true });
  return ['three processes at once', sumOf(...parts), 'equal: two wait, and find nothing new'];
}

/** Everything that can be wrong with a file, then what was half there made whole. */
async function damaged(folder: string, { folder: inbox, names, totals }: Sent, seed: string): Promise<Row[]> {
  const store = 'store-damaged';
  const bad = join(folder, 'bad');
  await mkdir(bad);
  const lines = gunzipSync(await readFile(join(inbox, names[0] ?? '')));
  const expected = await writeBadFiles(bad, lines, seededRandom(`${seed}-damage`), Date.now());
  const first = await ingest([bad], store, folder);
  if (first.events !== expected.events) throw new Error(`${first.events} of ${expected.events} lines were seen`);
  if (first.accepted < expected.acceptedLeast || first.rejected < expected.rejectedLeast) {
    throw new Error(`accepted ${first.accepted}, rejected ${first.rejected}`);
  }
  const refused = first.rejects
    .filter(({ line }) => line === 0)
    .map(({ file, code }): [string, string] => [file, code]);
  const told = JSON.stringify(Object.fromEntries(refused));
  for (const [file, code] of Object.entries(expected.refused)) {
    if (!refused.some(([name, why]) => name === file && why === code)) throw new Error(`refused were ${told}`);
  }
  if (first.refusedFiles !== Object.keys(expected.refused).length) throw new Error(`refused were ${told}`);

  // The conversions of the file whose lines these are were claimed already; all else of it is new.
  const wholeLines = await expected.complete();
  const then = await ingest([bad], store, folder);
  if (then.events !== wholeLines || then.refusedFiles !== 1) throw new Error(`whole: ${JSON.stringify(then)}`);

  // Two files claim one name: neither of the two folders' files is taken for the other's.
  const twin = join(folder, 'twin');
  await mkdir(twin);
  await copyFile(join(inbox, names[1] ?? ''), join(twin, basename(names[0] ?? '')));
  const other = await run(['ingest', inbox, twin, '--store', 'store-twin', '--json'], folder);
  const twins: unknown = JSON.parse(other.stdout);
  if (!JSON.stringify(twins).includes('holds a file of this name too')) throw new Error(other.stdout);
  expectTotals('two files of one name', await totalsOf(folder, 'store-twin'), totals);
  const changed = await run(['ingest', twin, '--store', 'store-twin', '--json'], folder);
  if (changed.status !== 2 || !changed.stderr.includes('BatchChanged')) throw new Error(changed.stderr);
  expectTotals('other bytes under a known name', await totalsOf(folder, 'store-twin'), totals);
  await rm(join(folder, 'store-twin'), { recursive: true });
  await rm(join(folder, store), { recursive: true });
  return [
    [
      'poison lines, 1 % of bytes damaged, truncated, empty, half copied, a producer 3 hours ahead',
      sumOf(first),
      `${first.refusedFiles} files refused, good lines beside bad ones count`,
    ],
    ['the half-copied files made whole', sumOf(then), 'taken'],
    ['two files of one name, then other bytes under a known name', '', 'refused by name; totals stand'],
  ];
}

/** Processes killed at any time: whatever they left, the next one ends with the same totals. */
async function killed(
  folder: string,
  { folder: inbox, totals }: Sent,
  { kills, seed }: { kills: number; seed: string },
): Promise<Row> {
  const whole = await run(['ingest', inbox, '--store', 'store-whole', '--json'], folder);
  const random = seededRandom(`${seed}-kills`);
  const tell = progressOf('kills', kills);
  let done = 0;
  let stores = 0;
  let died = 0;
  while (done < kills) {
    const store = `store-killed-${stores}`;
    for (let kill = 0; kill < KILLS_PER_STORE && done < kills; kill += 1) {
      const { status } = await run(['ingest', inbox, '--store', store, '--json'], folder, random() * whole.wallMs);
      // One that was done before its time was up is not counted; a store that is done starts over.
      if (status === 0) break;
      died += 1;
      done += 1;
      tell(done);
    }
    await ingest([inbox], store, folder);
    expectTotals(`killed, seed ${seed}, store ${stores}`, await totalsOf(folder, store), totals);
    const after = await ingest([inbox], store, folder);
    expectCounts('after kills', after, { accepted: 0, rejected: 0, duplicates: 0 });
    await rm(join(folder, store), { recursive: true });
    stores += 1;
  }
  const within = `${died} kills within ${Math.round(whole.wallMs)} ms, ${stores} stores of ${totals.events.toLocaleString('en')} events`;
  return [`SIGKILL at any time (${within})`, '', 'equal in every store; then nothing is new'];
}

function expectCounts(
  what: string,
  { accepted, rejected, duplicates }: IngestSummary,
  wanted: Pick<IngestSummary, 'accepted' | 'rejected' | 'duplicates'>,
): void {
  const got = { accepted, rejected, duplicates };
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`${what}: ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
  }
}

function sumOf(...parts: readonly IngestSummary[]): string {
  const sum = (of: (part: IngestSummary) => number) =>
    parts.reduce((total, part) => total + of(part), 0).toLocaleString('en');
  return `${sum((part) => part.accepted)} + ${sum((part) => part.rejected)} + ${sum((part) => part.duplicates)} = ${sum((part) => part.rows + part.events)}`;
}
