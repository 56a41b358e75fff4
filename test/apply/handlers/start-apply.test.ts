import { expect, test } from 'vitest';
import { startApply } from '../../../functions/apply/handlers/start-apply.ts';
import { writeAppliedBudget, type BudgetAction } from '../../../functions/core/run-ledger.ts';
import { RUN } from '../account.ts';
import { tickingClock } from '../execute.ts';
import { sheetWorld } from './account-with-sheets.ts';

async function recording(nowMs: number) {
  const started: unknown[] = [];
  const world = {
    ...(await sheetWorld()),
    clock: tickingClock(nowMs),
    workflows: { start: async (...what: unknown[]) => void started.push(what) },
  };
  return { world, started };
}

test('starts apply by itself, as auto', async () => {
  const { world, started } = await recording(Date.parse('2026-10-01T12:00:00Z'));
  expect(await startApply({ runId: RUN }, world)).toEqual({ runId: RUN, started: true });
  expect(started).toEqual([['apply', { runId: RUN, action: 'apply', by: 'auto' }]]);
});

test('starts nothing on data older than maxAgeDays', async () => {
  const { world, started } = await recording(Date.parse('2026-10-09T12:00:00Z'));
  await expect(startApply({ runId: RUN }, world)).rejects.toMatchObject({ name: 'Stale' });
  expect(started).toEqual([]);
});

test('starts nothing where the run is as of today but its data are older than maxAgeDays', async () => {
  const { world, started } = await recording(Date.parse('2026-10-01T12:00:00Z'));
  const deliver = (day: string) => world.ledger.write({ partition: 'rollup', sort: day, value: {} }, 0);
  await deliver('2026-09-20');
  await deliver('2026-10-01');
  await expect(startApply({ runId: RUN }, world)).rejects.toMatchObject({
    name: 'Stale',
    message: `run '${RUN}' rests on data to 2026-09-20, 11 days old; maxAgeDays is 3`,
  });
  await deliver('2026-09-29');
  expect(await startApply({ runId: RUN }, world)).toMatchObject({ started: true });
  expect(started).toHaveLength(1);
});

test('starts nothing that somebody rolled back, but what was only applied', async () => {
  const { world, started } = await recording(Date.parse('2026-10-01T12:00:00Z'));
  const stand = (action: BudgetAction, version: number) =>
    writeAppliedBudget(world.ledger, {
      channel: 'google:1:a',
      version,
      micros: 10,
      previousMicros: 6,
      atMs: 0,
      by: 'ada',
      runId: RUN,
      action,
      destination: 'sheet',
      epoch: 1,
      seq: '1',
    });
  await stand('apply', 0);
  await startApply({ runId: RUN }, world);
  expect(started).toHaveLength(1);
  await stand('rollback', 1);
  await expect(startApply({ runId: RUN }, world)).rejects.toMatchObject({
    name: 'NothingToApply',
    message: `run '${RUN}' was rolled back by ada; only a person applies it again`,
  });
  expect(started).toHaveLength(1);
});
