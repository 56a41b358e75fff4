import { describe, expect, test } from 'vitest';
import type { AppliedBudget, AuditEntry } from '../../functions/core/run-ledger.ts';
import {
  appendAudit,
  appliedBudgets,
  findRun,
  getRun,
  listAudit,
  listRuns,
  standingLines,
  writeApplied,
  writeAppliedBudget,
} from '../../functions/core/run-ledger.ts';
import { line, runRecord, storeRun } from '../apply/account.ts';
import { memoryWorld } from '../memory-world.ts';

const BUDGET: AppliedBudget = {
  channel: 'google:1:2',
  micros: 6_000_000,
  previousMicros: 10_000_000,
  atMs: 5,
  by: 'ada',
  runId: 'r1',
  action: 'apply',
  destination: 'sheet',
  epoch: 1,
  seq: '1',
  version: 0,
};

const ENTRY: AuditEntry = {
  atMs: 5,
  by: 'ada',
  runId: 'r1',
  seq: '1',
  action: 'apply',
  channel: 'google:1:2',
  fromMicros: 10_000_000,
  toMicros: 6_000_000,
  destination: 'sheet',
  outcome: 'written',
  reason: '',
};

describe('runs', () => {
  test('are listed newest first, whatever their ids', async () => {
    const world = memoryWorld();
    const lines = [line('google:1:2', 1, 2)];
    for (const [runId, createdAtMs] of Object.entries({ b: 2, a: 3, c: 2 })) {
      await storeRun(world, runRecord(lines, { runId, createdAtMs }));
    }
    expect((await listRuns(world.ledger)).map(({ runId }) => runId)).toEqual(['a', 'c', 'b']);
  });

  test('come back whole, with estimates beyond 2^53 as numbers', async () => {
    const world = memoryWorld();
    const lines = [line('google:1:2', 1, 2, { expectedReturnMicros: 2 ** 60, binding: 'group:brand' })];
    const record = runRecord(lines);
    await storeRun(world, record);
    const { summary, record: read } = await getRun(world.ledger, world.objects, record.runId);
    expect(read).toEqual(record);
    expect(summary).toMatchObject({ runId: record.runId, currency: 'USD', budgetMicros: 2_000_000, applied: null });
  });

  test('that do not exist are refused with the newest ones, or with how to make one', async () => {
    const world = memoryWorld();
    await expect(findRun(world.ledger, 'x')).rejects.toMatchObject({
      name: 'UnknownRun',
      message: "no run 'x'; there are none yet; `marginal run` makes one",
    });
    await storeRun(world, runRecord([line('google:1:2', 1, 2)], { runId: 'r1' }));
    await expect(findRun(world.ledger, '')).rejects.toThrow("no run ''; the newest are r1;");
  });

  test('keep what of them stands without losing their other fields', async () => {
    const world = memoryWorld();
    await storeRun(world, runRecord([line('google:1:2', 1, 2)], { runId: 'r1' }));
    await writeApplied(world.ledger, 'r1', { atMs: 7, by: 'ada', lines: 1 });
    const item = await world.ledger.get('run', 'r1');
    expect(item?.value).toMatchObject({ policyKey: 'policies/0.yaml', applied: { atMs: 7, by: 'ada', lines: 1 } });
    await writeApplied(world.ledger, 'r1', null);
    expect((await findRun(world.ledger, 'r1')).applied).toBeNull();
  });
});

describe('applied budgets', () => {
  test('are replaced only by who saw the last version', async () => {
    const { ledger } = memoryWorld();
    await writeAppliedBudget(ledger, BUDGET);
    await expect(writeAppliedBudget(ledger, BUDGET)).rejects.toMatchObject({ name: 'Conflict' });
    await writeAppliedBudget(ledger, { ...BUDGET, micros: 7_000_000, version: 1 });
    expect((await appliedBudgets(ledger)).get('google:1:2')).toEqual({ ...BUDGET, micros: 7_000_000, version: 2 });
  });

  test('that stand for a run are its lines; what was rolled back does not stand', async () => {
    const { ledger } = memoryWorld();
    await writeAppliedBudget(ledger, BUDGET);
    await writeAppliedBudget(ledger, { ...BUDGET, channel: 'meta:1:2', action: 'rollback' });
    expect(await standingLines(ledger, 'r1')).toEqual([
      { channel: 'google:1:2', fromMicros: 10_000_000, toMicros: 6_000_000, outcome: 'written', reason: '' },
    ]);
  });
});

describe('the audit log', () => {
  test('is read oldest first, and an entry told twice is there once', async () => {
    const { ledger } = memoryWorld();
    const earlier = { ...ENTRY, atMs: 4, seq: '2' };
    await appendAudit(ledger, ENTRY);
    await appendAudit(ledger, earlier);
    await appendAudit(ledger, ENTRY);
    expect(await listAudit(ledger)).toEqual([earlier, ENTRY]);
  });
});
