import { readFile } from 'node:fs/promises';
import { enableCompileCache } from 'node:module';

/**
 * One measurement in a process of its own: `fold FILE` sums a file up per channel and day and makes its page, `duckdb
 * FILE` does the same grouping with one thread. Says in JSON what it found, the CPU seconds it took and its peak memory.
 */
const [what = '', path = ''] = process.argv.slice(2);
// As the command does.
enableCompileCache();

async function fold() {
  const { folderInbox } = await import('../../functions/adapters/inbox-folder.ts');
  const { decompress } = await import('../../functions/ingest/decompress.ts');
  const { EventFold } = await import('../../functions/ingest/fold-events.ts');
  const { encodePage } = await import('../../functions/ingest/page.ts');
  const inbox = folderInbox([path]);
  const [{ name } = { name: path }] = (await inbox.list()).files;
  const events = new EventFold({ timeZone: 'UTC', acceptDays: 400, arrivalMs: Date.parse('2026-10-01T12:00:00Z') });
  for await (const piece of decompress(name, inbox.open(name, { passing: true }))) events.push(piece);
  const folded = events.finish();
  const page = encodePage(folded);
  const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0);
  return {
    events: folded.events,
    rows: folded.cells.length,
    spendMicros: sum(folded.cells.spendMicros),
    revenueMicros: sum(folded.cells.revenueMicros),
    impressions: sum(folded.cells.impressions),
    clicks: sum(folded.cells.clicks),
    pageBytes: page.length,
  };
}

async function duckdb() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`
    SELECT channel, CAST("at" AS DATE) AS day, sum(costMicros) AS spend, sum(valueMicros) AS revenue,
      count(*) FILTER (type = 'impression') AS impressions, count(*) FILTER (type = 'click') AS clicks,
      count(*) FILTER (type = 'conversion') AS conversions, count(*) AS events
    FROM read_json('${path}', format = 'newline_delimited', compression = 'gzip',
      columns = {id: 'VARCHAR', "at": 'TIMESTAMP', channel: 'VARCHAR', type: 'VARCHAR', costMicros: 'BIGINT', valueMicros: 'BIGINT'})
    GROUP BY ALL`);
  const rows = reader.getRowObjects();
  const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
  return {
    events: sum('events'),
    rows: rows.length,
    spendMicros: sum('spend'),
    revenueMicros: sum('revenue'),
    impressions: sum('impressions'),
    clicks: sum('clicks'),
  };
}

const found = what === 'duckdb' ? await duckdb() : await fold();
const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
const peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ ...found, cpuSeconds: (user + system) / 1e6, peakMb: peakKb / 1024 }));
