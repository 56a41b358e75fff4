import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { microsToDecimal } from '../../functions/core/money.ts';
import { planCsv } from '../../functions/report/plan-csv.ts';
import { frozen } from './frozen.ts';
import { sampleRun } from '../../bench/page/sample-run.ts';

const { record, sheet } = frozen(sampleRun({ channels: 24 }));
const csv = planCsv(record, sheet);
const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true });

describe('the table of the plan as CSV', () => {
  test('has every line with its exact budgets', () => {
    expect(rows).toHaveLength(24);
    for (const line of record.plan.lines) {
      const row = rows.find(({ channel }) => channel === line.channel);
      expect(row?.['currentBudget']).toBe(microsToDecimal(line.currentMicros));
      expect(row?.['proposedBudget']).toBe(microsToDecimal(line.proposedMicros));
      expect(row?.['change']).toBe(microsToDecimal(line.proposedMicros - line.currentMicros));
      expect(row?.['reason']).toBe(line.reason);
    }
  });

  test('a lowered budget is a negative number, not text', () => {
    expect(csv).toMatch(/,-\d+(\.\d+)?,/);
  });

  test('ends lines as RFC 4180 says and opens as UTF-8 in a spreadsheet', () => {
    expect(csv.startsWith('\uFEFFchannel,name,platform,currency,currentBudget,proposedBudget,change,')).toBe(true);
    expect(csv.split('\r\n')).toHaveLength(26);
    expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});
