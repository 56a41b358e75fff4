import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';

import { deliver, FIRST_DELIVERY, SECOND_DELIVERY, WHOLE_DELIVERY } from '../../examples/delivery.ts';
import { deliveredTotals } from './delivered-totals.ts';
import { orderBatches, TRACKED_ORDERS } from '../../examples/exports/orders.ts';
import { sampleFiles } from '../../examples/sample-files.ts';
import { CHANNELS, CREATORS } from '../../examples/truth.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

const files = sampleFiles();
const parsed = new Map<string, string[][]>();

function rowsOf(name: string): string[][] {
  const rows = parsed.get(name) ?? parse(files.get(name) ?? '', { relax_column_count: true, bom: true });
  parsed.set(name, rows);
  return rows;
}

/** Cells of the rows of a file in which the column holds a number, thousands taken out, summed in hundredths. */
function sumOf(name: string, column: string, keep: (row: readonly string[]) => boolean = () => true): number {
  const rows = rowsOf(name);
  const header = rows.find((row) => row.includes(column)) ?? [];
  return rows
    .filter((row) => row.length === header.length && keep(row))
    .map((row) => Number((row[header.indexOf(column)] ?? '').replaceAll(',', '')))
    .filter((number) => !Number.isNaN(number))
    .reduce((sum, number) => sum + Math.round(100 * number), 0);
}

function spentAt(platform: string, delivery: typeof FIRST_DELIVERY): number {
  return CHANNELS.filter((channel) => channel.platform === platform && channel !== CREATORS)
    .flatMap((channel) => deliver(channel, delivery))
    .reduce((sum, { spendCents }) => sum + spendCents, 0);
}

/** Neither a total nor the credit note. */
function isData([first = '', , , , cost = '']: readonly string[]): boolean {
  return !first.startsWith('Total') && !cost.startsWith('-');
}

function isLinkedinDay([date = '']: readonly string[]): boolean {
  return date !== 'Total' && date !== '06/31/2026';
}

describe('the sample inbox', () => {
  test('is what the generator writes, file by file', async () => {
    for (const [name, text] of files) {
      const bytes = await readFile(join(EXAMPLES, 'inbox', name));
      const committed = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      expect(committed.equals(Buffer.from(text)), `${name} differs; run: npm run examples`).toBe(true);
    }
  });

  test('holds no other file', async () => {
    const inbox = join(EXAMPLES, 'inbox');
    const names = (await filesUnder(inbox)).map((path) => path.slice(inbox.length + 1).replaceAll('\\', '/'));
    expect(names.sort()).toEqual([...files.keys()].sort());
  });

  test('is small: the whole folder stays under 1.5 MB', async () => {
    const sizes = await Promise.all((await filesUnder(EXAMPLES)).map(async (path) => (await stat(path)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  });

  test('sums to what was spent, in each platform and delivery, to the cent', () => {
    for (const [made, delivery] of [
      ['2026-09-24', FIRST_DELIVERY],
      ['2026-10-01', SECOND_DELIVERY],
    ] as const) {
      expect(sumOf(`google/campaigns-${made}.csv`, 'Cost', isData)).toBe(spentAt('google', delivery));
      expect(sumOf(`microsoft/campaigns-${made}.csv`, 'Spend')).toBe(spentAt('microsoft', delivery));
      expect(sumOf(`meta/campaigns-${made}.csv`, 'Amount spent (USD)', (row) => row[4] !== '')).toBe(
        spentAt('meta', delivery),
      );
      expect(sumOf(`tiktok/campaigns-${made}.csv`, 'Cost', isData)).toBe(spentAt('tiktok', delivery));
    }
    expect(sumOf('linkedin/campaigns-2026-10-01.csv', 'Total Spent', isLinkedinDay)).toBe(
      spentAt('linkedin', WHOLE_DELIVERY),
    );
  });

  test('repeats the whole in the total rows, as the platforms do', () => {
    for (const made of ['2026-09-24', '2026-10-01']) {
      const name = `google/campaigns-${made}.csv`;
      const rows = sumOf(name, 'Cost', ([first = '']) => !first.startsWith('Total: '));
      expect(sumOf(name, 'Cost', ([first]) => first === 'Total: Account')).toBe(rows);
    }
  });

  test('delivers a fortnight again with the same spend and more conversions', () => {
    for (const platform of ['google', 'meta', 'microsoft', 'tiktok']) {
      const channels = CHANNELS.filter((channel) => channel.platform === platform && channel !== CREATORS);
      const again = { ...SECOND_DELIVERY, to: FIRST_DELIVERY.to };
      const before = channels.flatMap((channel) => deliver(channel, { ...again, madeOn: FIRST_DELIVERY.madeOn }));
      const after = channels.flatMap((channel) => deliver(channel, again));
      const sum = (days: typeof before, key: 'spendCents' | 'conversionHundredths' | 'valueCents'): number =>
        days.reduce((total, day) => total + day[key], 0);
      expect(sum(after, 'spendCents')).toBe(sum(before, 'spendCents'));
      expect(sum(after, 'conversionHundredths')).toBeGreaterThan(1.02 * sum(before, 'conversionHundredths'));
      expect(sum(after, 'valueCents')).toBeGreaterThan(1.02 * sum(before, 'valueCents'));
    }
  });

  test('has every tracked order once, five of them sent again', () => {
    const { first, second } = orderBatches();
    const ids = [...`${first}${second}`.matchAll(/"id":"(order-\d+)"/g)].map(([, id]) => id);
    expect(new Set(ids)).toEqual(new Set(TRACKED_ORDERS.map(({ id }) => id)));
    expect(ids).toHaveLength(TRACKED_ORDERS.length + 5);
  });

  test('states a daily budget for each channel that has one', () => {
    const stated = [...files].map(([, text]) => text).join('\n');
    const budgets: string[][] = parse(files.get('budgets.csv') ?? '', { from: 2 });
    const unstated = CHANNELS.filter(({ id }) => !budgets.some(([channel]) => channel === id)).map(({ name }) => name);
    expect(unstated).toEqual([
      ...CHANNELS.filter(({ platform }) => platform === 'google').map(({ name }) => name),
      'Summer sale',
    ]);
    expect(stated).toContain('12000.00, --,Campaign Total');
  });

  test('has totals to compare with for every channel', () => {
    const totals = deliveredTotals();
    expect(totals.map(({ channel }) => channel)).toEqual(CHANNELS.map(({ id }) => id));
    expect(totals.find(({ channel }) => channel === CREATORS.id)?.days).toBe(30);
  });
});
