import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs on real exports that lie beside the checkout and are not shipped: `node .ci/data-at-hand.ts DATA`.
 * Sums are those of the files, added up by other means; units are what each platform counts in.
 */
const [data = ''] = process.argv.slice(2);
const COMMAND = fileURLToPath(new URL('../cli/marginal.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'marginal-data-'));
writeFileSync(join(scratch, 'policy.yaml'), 'currency: USD\ntimeZone: UTC\n');

interface Channel {
  readonly platform: string;
  readonly spendMicros: number;
  readonly returnMicros: number;
  readonly verdict: string;
}

interface Answer {
  readonly ingest: {
    accepted: number;
    rejected: number;
    rows: number;
    refusedFiles: number;
    rejects: { file: string; code: string }[];
  };
  readonly channels: readonly Channel[];
  readonly plan: { status: string; lines: { currentMicros: number; proposedMicros: number; reason: string }[] };
}

function run(folder: string): Answer {
  const store = join(scratch, folder);
  const args = [
    'run',
    '--json',
    '--inbox',
    join(data, folder),
    '--policy',
    join(scratch, 'policy.yaml'),
    '--store',
    store,
    '--out',
    join(store, 'out'),
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${folder}: exit ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

function expectEqual(what: string, got: unknown, wanted: unknown): void {
  const [gotText, wantedText] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (gotText !== wantedText) throw new Error(`${what}: got ${gotText}, wanted ${wantedText}`);
  console.log(`ok   ${what}`);
}

const sumOf = (channels: readonly Channel[], platform: string, field: 'spendMicros' | 'returnMicros') =>
  channels.filter((channel) => channel.platform === platform).reduce((sum, channel) => sum + channel[field], 0);

const warehouse = run('fivetran');
expectEqual('warehouse: every data row is accepted', warehouse.ingest.rejected, 0);
expectEqual(
  'warehouse: files that hold no performance are refused, each with its reason',
  warehouse.ingest.rejects.map(({ file, code }) => `${file} ${code}`).sort(),
  [
    'LICENSE UnknownFormat',
    'facebook_ads_account_history_data.csv NoPerformance',
    'google_ads_account_history_data.csv NoPerformance',
    'google_ads_account_stats_data.csv MissingColumn',
    'tiktok_advertiser_data.csv NoPerformance',
  ],
);
// TikTok's country and hourly tables speak of different days, so both count.
const SPEND_MICROS = {
  amazon: 1_670_000,
  google: 231_330_000,
  linkedin: 530_620_000,
  meta: 643_630_000,
  microsoft: 946_340_000,
  pinterest: 12_375_000,
  reddit: 12_970_777_467,
  snapchat: 1_013_488,
  tiktok: 1_486_100_000 + 444_792_000,
} as const;
for (const [platform, micros] of Object.entries(SPEND_MICROS)) {
  expectEqual(`warehouse: spend of ${platform}`, sumOf(warehouse.channels, platform, 'spendMicros'), micros);
}
expectEqual(
  'warehouse: no channel is trusted',
  warehouse.channels.filter(({ verdict }) => verdict === 'trusted').length,
  0,
);
expectEqual('warehouse: the plan is held', warehouse.plan.status, 'held');
expectEqual(
  'warehouse: every budget stays, with a reason',
  warehouse.plan.lines.filter(
    ({ currentMicros, proposedMicros, reason }) => currentMicros !== proposedMicros || reason === '',
  ),
  [],
);

const campaigns = run('campaigns');
expectEqual(
  'campaigns: rows',
  [campaigns.ingest.rows, campaigns.ingest.accepted, campaigns.ingest.refusedFiles],
  [840, 840, 2],
);
expectEqual('campaigns: spend', sumOf(campaigns.channels, 'other', 'spendMicros'), 84_868_540_000);
expectEqual('campaigns: return', sumOf(campaigns.channels, 'other', 'returnMicros'), 540_349_930_000);
const { status, stdout } = spawnSync(
  process.execPath,
  [COMMAND, 'backtest', '--json', '--policy', join(scratch, 'policy.yaml'), '--store', join(scratch, 'campaigns')],
  { encoding: 'utf8', maxBuffer: 1 << 28 },
);
expectEqual('campaigns: the backtest runs on its history', [status, stdout.startsWith('{')], [0, true]);
rmSync(scratch, { recursive: true });
