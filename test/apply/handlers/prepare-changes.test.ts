import { expect, test } from 'vitest';
import { prepareChanges } from '../../../functions/apply/handlers/prepare-changes.ts';
import { RUN } from '../account.ts';
import { POLICY, sheetWorld } from './account-with-sheets.ts';

test('answers the key of what is to be written', async () => {
  const world = await sheetWorld();
  const answer = await prepareChanges({ runId: RUN, action: 'apply', by: 'ada' }, world);
  const changesKey = `changes/${RUN}-apply-1.json`;
  expect(answer).toEqual({ runId: RUN, action: 'apply', changesKey, lines: 2 });
  expect(await world.objects.list('changes/')).toEqual([changesKey]);
});

test('an execution keeps its lease when tried again; another execution of the same person has to wait', async () => {
  const world = await sheetWorld();
  const input = { runId: RUN, action: 'apply', by: 'ada', execution: 'one' };
  await prepareChanges(input, world);
  await expect(prepareChanges(input, world)).resolves.toMatchObject({ changesKey: `changes/${RUN}-apply-2.json` });
  await expect(prepareChanges({ ...input, execution: 'two' }, world)).rejects.toMatchObject({ name: 'StoreBusy' });
});

test('goes by the policy as it is now', async () => {
  const world = await sheetWorld(POLICY.replace(/destinations.*\n/, ''));
  await expect(prepareChanges({ runId: RUN, action: 'apply', by: 'ada' }, world)).rejects.toMatchObject({
    name: 'NoDestination',
  });
});

test('refuses an input without a person', async () => {
  await expect(prepareChanges({ runId: RUN, action: 'apply' }, await sheetWorld())).rejects.toThrow(/by/);
});
