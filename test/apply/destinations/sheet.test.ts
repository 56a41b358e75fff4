import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BudgetChange } from '../../../functions/apply/destination.ts';
import { sheetDestination, sheetFiles } from '../../../functions/apply/destinations/sheet.ts';
import { memoryObjects } from '../../memory-world.ts';

const UNIT = 1_000_000;

function change(channel: string, from: number, to: number, name = 'Brand'): BudgetChange {
  const platform = channel.slice(0, channel.indexOf(':'));
  return { channel, name, platform, fromMicros: from * UNIT, toMicros: to * UNIT };
}

function rows(text: string | undefined): string[][] {
  return parse(text ?? '', { bom: true });
}

const CHANGES = [
  change('google:123:7', 10, 12.5, 'Brand, "UK"'),
  change('google:-:8', 20, 18, 'Zoë'),
  change('meta:42:9001', 5, 6.1),
  change('microsoft:77:5', 8, 4),
  change('tiktok:3:1', 100, 90),
];

describe('upload sheets', () => {
  test('Google Ads Editor: account, campaign id, exact name and daily budget; decreases first', () => {
    expect(rows(sheetFiles(CHANGES, 'USD').get('google-ads-editor.csv'))).toEqual([
      ['Account', 'Campaign ID', 'Campaign', 'Budget'],
      ['', '8', 'Zoë', '18.00'],
      ['123', '7', 'Brand, "UK"', '12.50'],
    ]);
  });

  test('Meta: one file an ad account, budgets in whole currency units', () => {
    expect(rows(sheetFiles(CHANGES, 'USD').get('meta-ads-manager-42.csv'))).toEqual([
      ['Campaign ID', 'Campaign Name', 'Campaign Daily Budget'],
      ['9001', 'Brand', '6.10'],
    ]);
  });

  test('Microsoft: a bulk file that begins with its format version', () => {
    expect(rows(sheetFiles(CHANGES, 'USD').get('microsoft-bulk.csv'))).toEqual([
      ['Type', 'Status', 'Id', 'Parent Id', 'Campaign', 'Budget', 'Budget Type', 'Name'],
      ['Format Version', '', '', '', '', '', '', '6.0'],
      ['Campaign', '', '5', '77', '', '4.00', 'DailyBudgetStandard', ''],
    ]);
  });

  test('plan.csv holds every change, those of platforms without a sheet of their own too', () => {
    const files = sheetFiles(CHANGES, 'USD');
    expect([...files.keys()].sort()).toEqual([
      'google-ads-editor.csv',
      'meta-ads-manager-42.csv',
      'microsoft-bulk.csv',
      'plan.csv',
    ]);
    expect(rows(files.get('plan.csv')).slice(0, 3)).toEqual([
      ['channel', 'name', 'platform', 'account', 'campaign', 'currentBudget', 'newBudget', 'change'],
      ['google:-:8', 'Zoë', 'google', '', '8', '20.00', '18.00', '-2.00'],
      ['microsoft:77:5', 'Brand', 'microsoft', '77', '5', '8.00', '4.00', '-4.00'],
    ]);
    expect(rows(files.get('plan.csv'))).toHaveLength(1 + CHANGES.length);
  });

  test('amounts have the decimals of the currency: JPY none, KWD three', () => {
    const budgets = ['JPY', 'USD', 'KWD'].map((currency) => {
      const files = sheetFiles([change('google:1:2', 1000, 1200)], currency);
      return rows(files.get('google-ads-editor.csv'))[1]?.[3];
    });
    expect(budgets).toEqual(['1200', '1200.00', '1200.000']);
  });

  test('no cell of plan.csv is a formula, while upload sheets keep names exactly', () => {
    const hostile = ['=HYPERLINK("x")', '+1', '-1+2', '@x', '\t=1', '\r=1', ' =1', '＝1'];
    const changes = hostile.map((name, index) => change(`google:1:${index}`, 2, 1, name));
    const files = sheetFiles(changes, 'USD');
    expect(
      rows(files.get('plan.csv'))
        .slice(1)
        .map((row) => row[1]),
    ).toEqual(hostile.map((name) => `'${name}`));
    expect(
      rows(files.get('google-ads-editor.csv'))
        .slice(1)
        .map((row) => row[2]),
    ).toEqual(hostile);
  });

  test('an account that is no plain id stays out of the file name', () => {
    expect([...sheetFiles([change('meta:../../x:1', 2, 1)], 'USD').keys()]).toEqual([
      'meta-ads-manager.csv',
      'plan.csv',
    ]);
  });

  test('any text comes back from the CSV as it went in', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        fc.pre(name.isWellFormed());
        const text = sheetFiles([change('meta:42:1', 2, 1, name)], 'USD').get('meta-ads-manager-42.csv');
        expect(rows(text)[1]?.[1]).toBe(name);
      }),
    ));

  test('the order of changes does not change a byte', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(CHANGES, { minLength: CHANGES.length }), (shuffled) => {
        expect(sheetFiles(shuffled, 'USD')).toEqual(sheetFiles(CHANGES, 'USD'));
      }),
    ));
});

function destination(action: 'apply' | 'rollback' = 'apply', standing: readonly BudgetChange[] = []) {
  const objects = memoryObjects();
  return { objects, sheet: sheetDestination({ runId: 'r1', action, currency: 'USD', objects, standing }) };
}

describe('the sheet destination', () => {
  test('a change is written once its file is in the store, beside what stands already', async () => {
    const [first, ...others] = CHANGES;
    const { objects, sheet } = destination('apply', first === undefined ? [] : [first]);
    expect(await sheet.write(others)).toEqual(others.map(() => ({ kind: 'accepted' })));
    const written = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await objects.get('sheets/r1/plan.csv'));
    expect(written).toBe(sheetFiles(CHANGES, 'USD').get('plan.csv'));
  });

  test('finishing again makes the same files, and rolling back makes files of its own', async () => {
    const { objects, sheet } = destination('rollback', CHANGES);
    const keys = await sheet.finish();
    expect(keys).toEqual([
      'sheets/r1/rollback-google-ads-editor.csv',
      'sheets/r1/rollback-meta-ads-manager-42.csv',
      'sheets/r1/rollback-microsoft-bulk.csv',
      'sheets/r1/rollback-plan.csv',
    ]);
    const before = await objects.get('sheets/r1/rollback-plan.csv');
    expect(await sheet.finish()).toEqual(keys);
    expect(await objects.get('sheets/r1/rollback-plan.csv')).toEqual(before);
  });

  test('a budget of zero, and one that is no whole cent, are refused; the others are written', async () => {
    const { objects, sheet } = destination();
    const outcomes = await sheet.write([
      change('google:1:1', 5, 0),
      { ...change('google:1:2', 5, 4), toMicros: 4_005_000 },
      change('google:1:3', 5, 4),
    ]);
    expect(outcomes).toEqual([
      { kind: 'refused', reason: 'no platform takes a daily budget of zero; pause the campaign there instead' },
      { kind: 'refused', reason: '4.005 is no whole number of minor units' },
      { kind: 'accepted' },
    ]);
    expect(rows(new TextDecoder().decode(await objects.get('sheets/r1/plan.csv')))).toHaveLength(2);
  });

  test('a full store is thrown: nothing counts as written', async () => {
    const objects = { ...memoryObjects(), put: () => Promise.reject(new Error('ENOSPC')) };
    const sheet = sheetDestination({ runId: 'r1', action: 'apply', currency: 'USD', objects, standing: [] });
    await expect(sheet.write(CHANGES)).rejects.toThrow('ENOSPC');
  });
});
