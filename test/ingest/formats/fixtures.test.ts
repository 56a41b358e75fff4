import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import type { Column, DecodedReport } from '../../../functions/core/facts.ts';
import { sumMicros } from '../../../functions/core/money.ts';
import { decodeReport } from '../../../functions/ingest/decode/decode-report.ts';
import { REPORT_FORMATS } from '../../../functions/ingest/formats/index.ts';

const FOLDER = new URL('../../fixtures/formats/', import.meta.url);
const CONTEXT = { currency: 'USD', timeZone: 'America/New_York', accounts: { meta: '42' }, today: '2026-10-01' };

async function decode(name: string) {
  return decodeReport(createReadStream(new URL(name, FOLDER)), CONTEXT);
}

async function decoded(name: string): Promise<DecodedReport> {
  const answer = await decode(name);
  if (answer.kind === 'refused') throw new Error(`${name} was refused: ${answer.message}`);
  return answer.report;
}

function sum(report: DecodedReport, column: Column): bigint | null {
  return report.columns.includes(column) ? sumMicros(report.facts.map(({ counters }) => counters[column] ?? 0)) : null;
}

interface Expected {
  readonly format: string;
  /** Rows, then accepted ones. */
  readonly rows: readonly [number, number];
  readonly spend: bigint | null;
  readonly conversions: bigint | null;
  readonly revenue: bigint | null;
  readonly impressions: bigint | null;
  readonly clicks: bigint | null;
  readonly channels: readonly string[];
  readonly stated?: string;
}

/** Sums in micros (impressions and clicks as counts), added up by hand from the fixture. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  'plain.csv': days(
    'plain',
    [3, 3],
    [1_328_850_000n, 3_500_000n, 1_900_610_000n, 6699n, 108n],
    ['google:7:11', 'radio:1'],
  ),
  'budgets.csv': days('budgets', [4, 2], [null, null, null, null, null], []),
  'experiments.csv': days('experiments', [10, 3], [null, null, null, null, null], []),
  'google-ads.csv': days(
    'google-ads',
    [6, 6],
    [103_690_500_000n, 4_789_190_000n, 250_500_100_000n, 1_036_152n, 66_483n],
    [
      'google:1234567890:501',
      'google:1234567890:502',
      'google:1234567890:503',
      'google:1234567890:504',
      'google:1234567890:505',
    ],
  ),
  'google-ads-predefined.csv': days('google-ads', [2, 2], [10_050_000n, 1_500_000n, null, 2100n, 20n], ['google:-:77']),
  'google-ads-excel.csv': days('google-ads', [2, 2], [13_000_000n, 1_000_000n, null, 1100n, 22n], ['google:-:88']),
  'google-ads-editor.csv': days('google-ads-editor', [3, 2], [null, null, null, null, null], []),
  'google-ads-api.csv': days('google-ads-api', [2, 2], [13_000_001n, null, null, null, 11n], ['google:-:901']),
  'meta.csv': days(
    'meta',
    [3, 3],
    [179_910_000n, 12_000_000n, 1_520_250_000n, 2797n, 73n],
    ['meta:42:9001', 'meta:42:9002'],
  ),
  'meta-span.csv': days('meta', [2, 2], [41_500_000n, null, null, 21n, null], ['meta:42:9001']),
  'meta-es.csv': days('meta', [2, 2], [1_244_750_000n, 4_000_000n, 300_750_000n, 2099n, 32n], ['meta:42:9003']),
  'meta-fr.csv': days('meta', [2, 2], [1_235_000_000n, 3_000_000n, null, 12_010n, 51n], ['meta:42:9004']),
  'meta-de.csv': days('meta', [2, 2], [1_241_560_000n, 1_000_000n, null, 1212n, 5n], ['meta:42:9005']),
  'tiktok.csv': days('tiktok', [3, 3], [40_000_000n, 3_000_000n, 120_000_000n, 6580n, 89n], ['tiktok:-:7001']),
  'microsoft.csv': days(
    'microsoft',
    [4, 4],
    [1_004_550_000n, 2_750_000n, 1_510_000_000n, 230n, 5n],
    ['microsoft:150:3001', 'microsoft:150:3002'],
    '2026-09-03T23:15:00.000Z',
  ),
  'linkedin.csv': days(
    'linkedin',
    [3, 3],
    [1_345_000_000n, 3_000_000n, 300_000_000n, 10_909n, 222n],
    ['linkedin:-:11', 'linkedin:-:12'],
  ),
  'amazon.csv': days('amazon', [2, 2], [1_035_500_000n, 14_000_000n, 280_000_000n, 1500n, 70n], ['amazon:-:8001']),
  'google-warehouse.csv': days(
    'google-warehouse',
    [2, 2],
    [36_150_001n, 1_500_000n, 20_250_000n, 169n, 50n],
    ['google:555:71'],
    '2026-09-03T04:05:07.000Z',
  ),
  'google-warehouse-campaigns.csv': days('google-warehouse-campaigns', [2, 2], [null, null, null, null, null], []),
  'meta-warehouse.csv': days(
    'meta-warehouse',
    [3, 3],
    [220_600_000n, null, null, 4343n, 11n],
    ['meta:42:61', 'meta:42:62'],
  ),
  'meta-warehouse-campaign.csv': days(
    'meta-warehouse',
    [2, 2],
    [76_600_000n, null, null, 4243n, 10n],
    ['meta:42:9001'],
  ),
  'meta-warehouse-actions.csv': days(
    'meta-warehouse-actions',
    [6, 6],
    [null, 4_000_000n, null, null, null],
    ['meta:42:61', 'meta:42:62', 'meta:42:63'],
    '2026-09-03T18:41:01.193Z',
  ),
  'meta-warehouse-action-values.csv': days(
    'meta-warehouse-action-values',
    [4, 4],
    [null, null, 130_500_000n, null, null],
    ['meta:42:61', 'meta:42:62'],
    '2026-09-03T16:45:26.777Z',
  ),
  'tiktok-warehouse-hourly.csv': days(
    'tiktok-warehouse',
    [3, 3],
    [2_352_000n, 2_000_000n, 10_010_000n, 266n, 25n],
    ['tiktok:-:1'],
    '2026-09-02T15:58:05.905Z',
  ),
  'tiktok-warehouse-country.csv': days(
    'tiktok-warehouse',
    [2, 2],
    [304_600_000n, 135_000_000n, null, 19_800n, 430n],
    ['tiktok:-:1'],
    '2026-09-03T10:00:00.000Z',
  ),
  'microsoft-warehouse.csv': days(
    'microsoft-warehouse',
    [2, 2],
    [1_010_000n, 1_500_000n, 3_000_000n, 15n, 3n],
    ['microsoft:150:3001'],
  ),
  'microsoft-warehouse-campaigns.csv': days(
    'microsoft-warehouse-campaigns',
    [1, 1],
    [null, null, null, null, null],
    [],
  ),
  'linkedin-warehouse.csv': days(
    'linkedin-warehouse',
    [2, 2],
    [50_200_000n, 1_000_000n, 5_500_000n, 125n, 18n],
    ['linkedin:-:1486'],
    '2026-09-03T12:21:11.686Z',
  ),
  'amazon-warehouse.csv': days(
    'amazon-warehouse',
    [2, 2],
    [1_670_000n, 44_000_000n, 54_000_000n, 1095n, 2n],
    ['amazon:-:2187'],
    '2026-09-03T11:54:40.980Z',
  ),
  'amazon-warehouse-campaigns.csv': days(
    'amazon-warehouse-campaigns',
    [2, 2],
    [null, null, null, null, null],
    [],
    '2026-09-03T17:09:00.337Z',
  ),
  'pinterest-warehouse.csv': days(
    'pinterest-warehouse',
    [1, 1],
    [2_250_001n, 45_000_000n, 4_500_000n, 15_000n, 450n],
    ['pinterest:549:626'],
    '2026-09-03T14:11:01.000Z',
  ),
  'reddit-warehouse.csv': days(
    'reddit-warehouse',
    [2, 2],
    [297_134_161n, null, null, 65_940n, 213n],
    ['reddit:1234:1510393823694638543'],
    '2026-09-03T22:22:10.000Z',
  ),
  'reddit-warehouse-conversions.csv': days(
    'reddit-warehouse-conversions',
    [2, 2],
    [null, 7_000_000n, 79_500_000n, null, null],
    ['reddit:1234:1510393823694638543'],
    '2026-09-03T12:00:00.000Z',
  ),
  'snapchat-warehouse.csv': days(
    'snapchat-warehouse',
    [2, 2],
    [593_779n, 2_000_000n, 3_000_000n, 858n, 3n],
    ['snapchat:-:40ba77bb-289d'],
    '2026-09-02T19:57:39.338Z',
  ),
  'x-warehouse.csv': days('x-warehouse', [2, 2], [2_500_001n, null, null, 909n, 13n], ['x:18ce5:bjfji']),
  'x-warehouse-campaigns.csv': days(
    'x-warehouse-campaigns',
    [2, 2],
    [null, null, null, null, null],
    [],
    '2026-09-03T14:28:17.911Z',
  ),
};

const REFUSED: Readonly<Record<string, { code: string; naming: RegExp }>> = {
  'google-warehouse-account-stats.csv': { code: 'MissingColumn', naming: /campaign_id/ },
  'warehouse-accounts.csv': { code: 'NoPerformance', naming: /no spend/ },
};

function days(
  format: string,
  rows: readonly [number, number],
  [spend, conversions, revenue, impressions, clicks]: readonly [
    bigint | null,
    bigint | null,
    bigint | null,
    bigint | null,
    bigint | null,
  ],
  channels: readonly string[],
  stated?: string,
): Expected {
  return {
    format,
    rows,
    spend,
    conversions,
    revenue,
    impressions,
    clicks,
    channels,
    ...(stated === undefined ? {} : { stated }),
  };
}

describe('a look-alike of every export', () => {
  test.each(Object.entries(EXPECTED))('%s is recognised and summed to the micro', async (name, expected) => {
    const report = await decoded(name);
    expect({
      format: report.format,
      rows: [report.rows, report.accepted],
      spend: sum(report, 'spendMicros'),
      conversions: sum(report, 'conversionMicros'),
      revenue: sum(report, 'revenueMicros'),
      impressions: sum(report, 'impressions'),
      clicks: sum(report, 'clicks'),
      channels: [...new Set(report.facts.map(({ channel }) => channel))],
      ...(report.statedAtMs === null ? {} : { stated: new Date(report.statedAtMs).toISOString() }),
    }).toEqual(expected);
    expect(report.rows).toBe(report.accepted + report.rejects.length);
  });

  test.each(Object.entries(REFUSED))('%s is refused, saying why', async (name, { code, naming }) => {
    expect(await decode(name)).toMatchObject({ kind: 'refused', code, message: expect.stringMatching(naming) });
  });

  test('every fixture is expected, every format has a fixture', async () => {
    const files = (await readdir(FOLDER)).sort();
    expect(files).toEqual([...Object.keys(EXPECTED), ...Object.keys(REFUSED)].sort());
    const seen = new Set([...Object.values(EXPECTED).map(({ format }) => format), 'warehouse-accounts']);
    expect(REPORT_FORMATS.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual([]);
  });

  test('ids are given once', () => {
    const ids = REPORT_FORMATS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what exports say of channels', () => {
  test('Google: the newest budget; total, shared and removed ones are told', async () => {
    const { notes } = await decoded('google-ads.csv');
    expect(notes).toEqual([
      {
        channel: 'google:1234567890:501',
        name: 'Total Care',
        status: 'active',
        budgetKind: 'daily',
        dailyBudgetMicros: 80_000_000,
      },
      { channel: 'google:1234567890:502', name: 'Promo | <b>"Fall"</b>', status: 'paused', budgetKind: 'total' },
      {
        channel: 'google:1234567890:503',
        name: 'Old brand',
        status: 'paused',
        budgetKind: 'daily',
        dailyBudgetMicros: 40_000_000,
      },
      { channel: 'google:1234567890:504', name: 'Pooled', status: 'active', budgetKind: 'shared' },
      {
        channel: 'google:1234567890:505',
        name: 'Total: Search',
        status: 'active',
        budgetKind: 'daily',
        dailyBudgetMicros: 20_000_000,
      },
    ]);
  });

  test('Meta: a campaign that leaves budgets to its ad sets has none', async () => {
    expect((await decoded('meta.csv')).notes).toEqual([
      {
        channel: 'meta:42:9001',
        name: 'Sale, autumn',
        status: 'active',
        budgetKind: 'daily',
        dailyBudgetMicros: 50_000_000,
      },
      { channel: 'meta:42:9002', name: 'Retargeting', status: 'paused', budgetKind: 'none' },
    ]);
  });

  test('Meta: without a campaign column each ad is a channel whose budget is not its own, with a warning', async () => {
    const perAd = await decoded('meta-warehouse.csv');
    expect(perAd.notes.map(({ budgetKind }) => budgetKind)).toEqual(['shared', 'shared']);
    expect(perAd.warnings.join()).toContain('campaign_id');
    expect((await decoded('meta-warehouse-campaign.csv')).warnings).toEqual([]);
  });

  test('Microsoft: a named budget is shared; incomplete data is warned of', async () => {
    const { notes, warnings } = await decoded('microsoft.csv');
    expect(notes).toEqual([
      { channel: 'microsoft:150:3001', name: 'Bing brand', status: 'active' },
      { channel: 'microsoft:150:3002', name: 'Pooled', status: 'paused', budgetKind: 'shared' },
    ]);
    expect(warnings).toEqual([expect.stringContaining('incomplete')]);
  });

  test('LinkedIn: daily and total budgets are told apart', async () => {
    expect((await decoded('linkedin.csv')).notes).toEqual([
      { channel: 'linkedin:-:11', name: 'A, b', budgetKind: 'daily', dailyBudgetMicros: 1_300_000_000 },
      { channel: 'linkedin:-:12', name: 'Event', budgetKind: 'total' },
    ]);
  });

  test('Amazon: one attribution window is taken and named', async () => {
    expect((await decoded('amazon.csv')).warnings).toEqual([expect.stringContaining('7 day')]);
    // Purchases come in 30 days only, so sales are those of 30 days too.
    expect((await decoded('amazon-warehouse.csv')).warnings).toEqual([expect.stringContaining('30 day')]);
  });

  test('tables of campaigns: the newest change stands, whatever the order', async () => {
    expect((await decoded('google-warehouse-campaigns.csv')).notes).toEqual([
      {
        channel: 'google:555:71',
        name: 'Renamed',
        status: 'paused',
        statedAtMs: Date.parse('2026-08-25T20:21:09.602Z'),
      },
    ]);
    expect((await decoded('amazon-warehouse-campaigns.csv')).notes).toEqual([
      {
        channel: 'amazon:-:2187',
        name: 'Kettles',
        status: 'paused',
        budgetKind: 'daily',
        dailyBudgetMicros: 2_000_000_000,
        statedAtMs: Date.parse('2026-08-25T15:36:51.687Z'),
      },
    ]);
    expect((await decoded('x-warehouse-campaigns.csv')).notes).toEqual([
      {
        channel: 'x:18ce5:bjfi4',
        name: 'Burst',
        status: 'paused',
        budgetKind: 'total',
        statedAtMs: Date.parse('2026-09-01T17:32:52Z'),
      },
      {
        channel: 'x:18ce5:bjfji',
        name: 'Launch',
        status: 'active',
        budgetKind: 'daily',
        dailyBudgetMicros: 25_000_000,
        statedAtMs: Date.parse('2026-09-02T17:42:30Z'),
      },
    ]);
  });

  test('the budgets file: amounts; a second or negative one is rejected', async () => {
    const { kind, notes, rejects } = await decoded('budgets.csv');
    expect(kind).toBe('budgets');
    expect(notes).toEqual([
      { channel: 'google:7:11', dailyBudgetMicros: 150_000_000 },
      { channel: 'meta:42:9', dailyBudgetMicros: 1_200_500_000 },
    ]);
    expect(rejects).toMatchObject([
      { line: 4, code: 'InvalidRow' },
      { line: 5, code: 'InvalidRow' },
    ]);
  });

  test('the experiments file: what each test found; each bad row is rejected for its own reason', async () => {
    const { notes, rejects } = await decoded('experiments.csv');
    const geo = { start: '2026-05-12', end: '2026-05-26', roasMicros: 2_100_000, standardErrorMicros: 300_000 };
    const later = { ...geo, start: '2026-07-01', end: '2026-07-28', roasMicros: -150_000 };
    expect(notes).toEqual([
      { channel: 'google:7:11', liftTests: [geo, later] },
      { channel: 'meta:42:9', liftTests: [{ ...geo, roasMicros: 1_450_000, standardErrorMicros: 250_000 }] },
    ]);
    expect(rejects).toEqual([
      { line: 5, code: 'InvalidRow', message: 'standard error: got "0", a decimal number above 0 is needed' },
      { line: 6, code: 'InvalidRow', message: 'standard error: got "", a decimal number above 0 is needed' },
      { line: 7, code: 'InvalidRow', message: 'ROAS: got nothing, a decimal number is needed' },
      { line: 8, code: 'InvalidDate', message: 'end: got 2026-05-11, the test starts on 2026-05-12' },
      { line: 9, code: 'InvalidDate', message: expect.stringMatching(/"some day"/) },
      { line: 10, code: 'FutureDate', message: expect.stringMatching(/2026-12-01/) },
      { line: 11, code: 'InvalidRow', message: expect.stringMatching(/"google:7:11" from 2026-05-12 .* further up/) },
    ]);
  });

  test('the Editor: settings without performance; a campaign without an id is rejected', async () => {
    const { notes, rejects } = await decoded('google-ads-editor.csv');
    expect(notes).toEqual([
      { channel: 'google:-:601', name: 'Brand', status: 'active', budgetKind: 'daily', dailyBudgetMicros: 75_000_000 },
      { channel: 'google:-:602', name: 'Launch', status: 'paused', budgetKind: 'total' },
    ]);
    expect(rejects).toMatchObject([{ line: 4, code: 'MissingCampaign' }]);
  });

  test('the plain format: a platform column, and a blank conversion is not zero', async () => {
    const { notes, facts } = await decoded('plain.csv');
    expect(notes).toEqual([
      { channel: 'google:7:11', name: 'brand, always on' },
      { channel: 'radio:1', name: 'Morning show', platform: 'radio' },
    ]);
    expect(facts[1]?.counters).toEqual({ spendMicros: 0, impressions: 0, clicks: 0, revenueMicros: 0 });
  });

  test('dates of localised exports put the day first', async () => {
    expect((await decoded('meta-es.csv')).facts.map(({ day }) => day)).toEqual(['2026-09-01', '2026-09-02']);
    expect((await decoded('meta-de.csv')).notes[0]?.name).toBe('Größe');
  });

  test('conversions are dated by the click where the platform does so', async () => {
    expect((await decoded('google-ads.csv')).conversionsDatedByClick).toBe(true);
    expect((await decoded('plain.csv')).conversionsDatedByClick).toBe(false);
  });
});
