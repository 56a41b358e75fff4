import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { costOfEvents } from '../../functions/cost/cost-of-events.ts';
import { USUAL_LOAD } from '../../functions/cost/load.ts';
import { expectTotals, totalsOf } from '../soak/store-totals.ts';
import { markdownTable } from '../table.ts';
import { type EventTotals, generateEvents } from './generate-events.ts';
import { command, type Measured, measure } from './measure.ts';

const MILLION = 1e6;

export interface FoldOptions {
  /** Smaller files, fewer rounds. */
  readonly quick: boolean;
}

/** The fold against DuckDB on the same file, then the whole command at two sizes, then the page and the prices. */
export async function benchFold({ quick }: FoldOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-bench-'));
  try {
    const small = quick ? 200_000 : MILLION;
    const large = quick ? MILLION : 20 * MILLION;
    const rounds = quick ? 2 : 5;
    return [
      await against(folder, small, rounds),
      await wholeCommand(folder, { small, large, rounds: quick ? 1 : 3 }),
      await pageAndPrices(folder),
    ].join('\n\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Interleaved, so that what else the machine does meets both; the least of the rounds counts. */
async function against(folder: string, count: number, rounds: number): Promise<string> {
  const path = join(folder, 'against.ndjson.gz');
  const totals = await generateEvents(path, count, 'small');
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const fold = await measure('fold', path);
    const duckdb = await measure('duckdb', path);
    expectSums('fold', fold, totals);
    expectSums('duckdb', duckdb, totals);
    ours.push(fold.cpuSeconds);
    theirs.push(duckdb.cpuSeconds);
  }
  const [fold, duckdb] = [Math.min(...ours), Math.min(...theirs)];
  const bytes = (await stat(path)).size / totals.events;
  return [
    `### Folding ${totals.events.toLocaleString('en')} events, gzip, one file, one core`,
    `${bytes.toFixed(1)} bytes an event; CPU seconds of the whole process, least of ${rounds} rounds, interleaved; totals equal the generator's.`,
    markdownTable(
      ['', 'CPU s', 'ratio'],
      [
        ['fold and page', fold.toFixed(2), '1.00'],
        ['DuckDB, one thread, same grouping', duckdb.toFixed(2), (duckdb / fold).toFixed(2)],
      ],
    ),
  ].join('\n\n');
}

function expectSums(what: string, found: Measured, totals: EventTotals): void {
  for (const key of ['events', 'spendMicros', 'revenueMicros', 'impressions', 'clicks'] as const) {
    if (BigInt(found[key]) !== BigInt(totals[key]))
      throw new Error(`${what}: ${key} is ${found[key]}, not ${totals[key]}`);
  }
}

const Answer = v.object({
  ingest: v.object({ events: v.number(), accepted: v.number(), rejected: v.number(), duplicates: v.number() }),
});

/** `ingest` in a process of its own: what a million events more cost, what it takes to start, and the memory. */
async function wholeCommand(
  folder: string,
  { small, large, rounds }: { small: number; large: number; rounds: number },
): Promise<string> {
  await writeFile(join(folder, 'policy.yaml'), 'currency: USD\ntimeZone: UTC\n');
  const ingest = async (file: string, totals: EventTotals) => {
    const runs = [];
    for (let round = 0; round < rounds; round += 1) {
      const store = `store-${file}-${round}`;
      const run = await command(['ingest', file, '--store', store, '--json'], folder);
      const { events, accepted } = v.parse(Answer, JSON.parse(run.stdout)).ingest;
      if (events !== totals.events || accepted !== totals.events) throw new Error(`${file}: ${accepted} of ${events}`);
      expectTotals(file, await totalsOf(folder, store), totals);
      runs.push(run);
      await rm(join(folder, store), { recursive: true, force: true });
    }
    return {
      cpuSeconds: Math.min(...runs.map((run) => run.cpuSeconds)),
      peakMb: Math.max(...runs.map((run) => run.peakMb)),
    };
  };
  const oneTotals = await generateEvents(join(folder, 'one.ndjson'), 1, 'one');
  // What is compiled is kept for the next run, so the first one counts only for itself.
  const first = await command(['ingest', 'one.ndjson', '--store', 'store-first', '--json'], folder);
  const start = await ingest('one.ndjson', oneTotals);
  const rows = [];
  for (const suffix of ['gz', 'zst']) {
    const a = await ingest(`a.ndjson.${suffix}`, await generateEvents(join(folder, `a.ndjson.${suffix}`), small, 'a'));
    const b = await ingest(`b.ndjson.${suffix}`, await generateEvents(join(folder, `b.ndjson.${suffix}`), large, 'b'));
    const slope = (large - small) / (b.cpuSeconds - a.cpuSeconds) / MILLION;
    rows.push([
      suffix === 'gz' ? 'gzip' : 'zstd',
      slope.toFixed(2),
      a.cpuSeconds.toFixed(2),
      b.cpuSeconds.toFixed(2),
      a.peakMb.toFixed(0),
      b.peakMb.toFixed(0),
    ]);
    await rm(join(folder, `b.ndjson.${suffix}`));
  }
  const size = (count: number) => `${count / MILLION} M`;
  return [
    `### \`marginal ingest\`, process to end`,
    `Starting, with one event: ${start.cpuSeconds.toFixed(2)} CPU s, ${start.peakMb.toFixed(0)} MB; the first time after an install ${first.cpuSeconds.toFixed(2)} CPU s. Least CPU and largest peak of ${rounds} rounds. The totals of every store equal the generator's, to the micro.`,
    markdownTable(
      [
        'file',
        'M events per CPU s (slope)',
        `CPU s, ${size(small)}`,
        `CPU s, ${size(large)}`,
        `peak MB, ${size(small)}`,
        `peak MB, ${size(large)}`,
      ],
      rows,
    ),
  ].join('\n\n');
}

async function pageAndPrices(folder: string): Promise<string> {
  const pageBytes = async (conversionPercent: number) => {
    const path = join(folder, `page-${conversionPercent}.ndjson.gz`);
    const totals = await generateEvents(path, 100_000, 'page', conversionPercent);
    const fold = await measure('fold', path);
    expectSums('fold', fold, totals);
    return `${fold.pageBytes.toLocaleString('en')} bytes`;
  };
  const peak = costOfEvents(USUAL_LOAD);
  const mean = costOfEvents({ ...USUAL_LOAD, eventsPerSecond: 169 });
  const naive = peak.alternatives[0]?.perMillionEvents ?? Number.NaN;
  return [
    '### Page and price',
    markdownTable(
      ['', ''],
      [
        ['page of 100,000 events, 2,000 channels, no conversions', await pageBytes(0)],
        ['page of 100,000 events, 2,000 channels, 1,000 conversions', await pageBytes(1)],
        ['`cost` at 10,000/s', `$${peak.perMillionEvents.toFixed(6)} a million`],
        ['`cost` at 169/s, every 5 minutes', `$${mean.perMillionEvents.toFixed(6)} a million`],
        [
          'one call and one write per event',
          `${Math.round(naive / peak.perMillionEvents).toLocaleString('en')}× dearer`,
        ],
      ],
    ),
  ].join('\n\n');
}
