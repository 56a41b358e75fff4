import { expect, test } from 'vitest';
import { lowerBudgets } from '../../../functions/apply/handlers/lower-budgets.ts';
import { prepareChanges } from '../../../functions/apply/handlers/prepare-changes.ts';
import { raiseBudgets } from '../../../functions/apply/handlers/raise-budgets.ts';
import { RUN } from '../account.ts';
import { sheetWorld } from './account-with-sheets.ts';

test('writes the increases that fit into what was freed', async () => {
  const world = await sheetWorld();
  const prepared = await prepareChanges({ runId: RUN, action: 'apply', by: 'ada' }, world);
  await lowerBudgets(prepared, world);
  expect(await raiseBudgets(prepared, world)).toMatchObject({ written: 1, skipped: 0, failed: 0 });
});

test('raises nothing where nothing was lowered', async () => {
  const world = await sheetWorld();
  const prepared = await prepareChanges({ runId: RUN, action: 'apply', by: 'ada' }, world);
  expect(await raiseBudgets(prepared, world)).toMatchObject({ written: 0, skipped: 1, failed: 0 });
});
