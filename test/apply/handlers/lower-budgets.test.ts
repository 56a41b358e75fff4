import { expect, test } from 'vitest';
import { lowerBudgets } from '../../../functions/apply/handlers/lower-budgets.ts';
import { prepareChanges } from '../../../functions/apply/handlers/prepare-changes.ts';
import { appliedBudgets } from '../../../functions/core/run-ledger.ts';
import { RUN, UNIT } from '../account.ts';
import { sheetWorld } from './account-with-sheets.ts';

test('writes the decreases alone', async () => {
  const world = await sheetWorld();
  const prepared = await prepareChanges({ runId: RUN, action: 'apply', by: 'ada' }, world);
  const changesKey = `changes/${RUN}-apply-1.json`;
  expect(await lowerBudgets(prepared, world)).toEqual({ runId: RUN, changesKey, written: 1, skipped: 0, failed: 0 });
  expect([...(await appliedBudgets(world.ledger)).values()].map(({ channel, micros }) => [channel, micros])).toEqual([
    ['google:1:7', 6 * UNIT],
  ]);
});

test('refuses a key that leads nowhere', async () => {
  await expect(lowerBudgets({ runId: RUN, changesKey: 'changes/none.json' }, await sheetWorld())).rejects.toThrow(
    "the prepared changes at 'changes/none.json' are missing",
  );
});
