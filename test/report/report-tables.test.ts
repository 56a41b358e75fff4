import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { sampleRun } from '../../bench/page/sample-run.ts';
import { decodeJson } from '../../functions/core/json.ts';
import { lineGroups } from '../../functions/report/line-groups.ts';
import { reportLines } from '../../functions/report/report-lines.ts';
import { reportTables, tablesCsv, tablesJson } from '../../functions/report/report-tables.ts';
import { frozen } from './frozen.ts';

const sample = sampleRun({ channels: 24 });
const run = frozen({
  ...sample,
  record: { ...sample.record, groups: [{ name: '=social', match: ['meta:*', 'tiktok:*'] }] },
});
const tables = reportTables(run);

describe('the tables for programs', () => {
  test('hold every line, and the exact numbers of the plan', () => {
    const document = decodeJson(tablesJson(tables));
    expect(document).toMatchObject({
      budgets: expect.any(Array),
      returns: expect.any(Array),
      rejects: run.quality?.rejects,
    });
    const budgets = tables.find(({ name }) => name === 'budgets');
    const [channel, proposed] = ['channel', 'proposedMicros'].map((column) => budgets?.columns.indexOf(column) ?? -1);
    expect(new Map(budgets?.rows.map((row) => [row[channel ?? 0], row[proposed ?? 0]]))).toEqual(
      new Map(run.record.plan.lines.map((line) => [line.channel, line.proposedMicros])),
    );
  });

  test('no text of the CSV starts a formula, and no row is lost', () => {
    const rows: string[][] = parse(tablesCsv(tables), { bom: true, relaxColumnCount: true, skipEmptyLines: true });
    expect(rows.flat().filter((text) => /^[=+@]/.test(text))).toEqual([]);
    const wanted = tables.filter(({ rows: own }) => own.length > 0);
    expect(rows).toHaveLength(wanted.reduce((sum, { rows: own }) => sum + own.length + 2, 0));
  });
});

describe('platforms and groups', () => {
  const lines = reportLines(run.record, run.sheet);
  const groups = lineGroups(lines, run.record.groups);

  test('platforms sum to the plan', () => {
    const platforms = groups.filter(({ kind }) => kind === 'platform');
    expect(platforms.reduce((sum, { proposedMicros }) => sum + proposedMicros, 0)).toBe(run.record.plan.budgetMicros);
    expect(platforms.reduce((sum, { channels }) => sum + channels, 0)).toBe(24);
  });

  test('a group sums the channels that match any of its patterns', () => {
    const social = groups.find(({ kind }) => kind === 'group');
    const members = run.record.plan.lines.filter(({ channel }) => /^(meta|tiktok):/.test(channel));
    expect(social).toMatchObject({
      name: '=social',
      channels: members.length,
      currentMicros: members.reduce((sum, { currentMicros }) => sum + currentMicros, 0),
    });
  });
});
