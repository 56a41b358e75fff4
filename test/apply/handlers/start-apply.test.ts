import { expect, test } from 'vitest';
import { startApply } from '../../../functions/apply/handlers/start-apply.ts';
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
