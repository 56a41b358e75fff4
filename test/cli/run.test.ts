import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { movableReport, STATED_BUDGETS, temporaryAccount } from './account.ts';
import { runCommand } from './command.ts';

const AUTO = 'currency: USD\ntimeZone: UTC\napproval: auto\ndestinations: { google: sheet }\n';
const report = movableReport(Date.now());

function runIdIn(stdout: string): string {
  const { runId }: { runId: string } = JSON.parse(stdout);
  return runId;
}

describe('approval auto', () => {
  test('puts the sheets to import beside the report', async () => {
    const files = { 'policy.yaml': AUTO, 'inbox/history.csv': report, 'inbox/budgets.csv': STATED_BUDGETS };
    const cwd = await temporaryAccount(files);
    const { stdout, stderr } = await runCommand(['run', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ applied: { by: 'auto', lines: 2 } });
    expect(await readdir(join(cwd, 'out', runIdIn(stdout)))).toEqual([
      'charts',
      'google-ads-editor.csv',
      'plan.csv',
      'report-tables.csv',
      'report.csv',
      'report.html',
      'report.json',
    ]);
    expect(stderr).toBe('');
  });

  test('says so where today’s budgets are only guessed and nothing is written', async () => {
    const cwd = await temporaryAccount({ 'policy.yaml': AUTO, 'inbox/history.csv': report });
    const { status, stdout, stderr } = await runCommand(['run', '--json'], { cwd });
    expect({ status, applied: JSON.parse(stdout).applied }).toEqual({ status: 0, applied: null });
    expect(stderr).toBe(
      `marginal: the plan is not applied by itself: no budget could be written; \`marginal apply ${runIdIn(stdout)}\` says why\n`,
    );
  });
});

test.each([['apply'], ['rollback']])('%s in a folder without a store leaves none behind', async (command) => {
  const cwd = await temporaryAccount({ 'policy.yaml': AUTO });
  const { status, stderr } = await runCommand([command, '2026-10-01-00000000', '--json'], { cwd });
  expect({ status, code: JSON.parse(stderr).error.code }).toEqual({ status: 2, code: 'NoData' });
  expect(await readdir(cwd)).toEqual(['policy.yaml']);
});

describe('nothing to plan on', () => {
  const POLICY = 'currency: USD\ntimeZone: UTC\n';

  test('an empty inbox makes no store', async () => {
    const cwd = await temporaryAccount({ 'policy.yaml': POLICY, 'inbox/.keep': '' });
    const { status, stderr } = await runCommand(['run', '--json'], { cwd });
    const { code, message } = JSON.parse(stderr).error;
    expect({ status, code }).toEqual({ status: 2, code: 'NoData' });
    expect(message).toMatch(/^no files in the inbox 'inbox' yet.*put exports .* there/);
    expect(await readdir(cwd)).toEqual(['inbox', 'policy.yaml']);
  });

  test('a file is no inbox', async () => {
    const cwd = await temporaryAccount({ 'policy.yaml': POLICY });
    const { status, stderr } = await runCommand(['run', '--inbox', 'policy.yaml'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^marginal: --inbox: 'policy\.yaml' is a file; a folder with/);
  });

  test('what was refused is told with the error', async () => {
    const euros =
      'Reporting starts,Campaign name,Campaign ID,Amount spent (EUR),Day\n2026-10-01,m,7,10.00,2026-10-01\n';
    const cwd = await temporaryAccount({ 'policy.yaml': POLICY, 'inbox/meta.csv': euros });
    const { status, stderr } = await runCommand(['run', '--json'], { cwd });
    expect(status).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'NoData',
      refusedFiles: 1,
      rejects: [{ file: 'meta.csv', code: 'CurrencyMismatch' }],
    });
    expect(JSON.parse(stderr).error.message).toContain('the first: meta.csv: the file is in "EUR", the policy in USD');
  });
});
