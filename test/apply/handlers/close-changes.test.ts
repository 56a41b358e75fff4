import { describe, expect, test } from 'vitest';
import { closeChanges } from '../../../functions/apply/handlers/close-changes.ts';
import { findRun, listAudit } from '../../../functions/core/run-ledger.ts';
import { RUN, UNIT } from '../account.ts';
import { runStates, sheetWorld } from './account-with-sheets.ts';

async function textAt(world: Awaited<ReturnType<typeof sheetWorld>>, key: string): Promise<string> {
  return new TextDecoder().decode(await world.objects.get(key));
}

describe('closing an apply', () => {
  test('answers the key of the result and the files to take to the platforms; the run stands', async () => {
    const world = await sheetWorld();
    const [, , , closed] = await runStates(world, { runId: RUN, action: 'apply', by: 'ada' });
    expect(closed).toEqual({
      runId: RUN,
      changesKey: `changes/${RUN}-apply-1.json`,
      written: 2,
      skipped: 0,
      failed: 0,
      resultKey: `changes/${RUN}-apply-1-closed.json`,
      files: [`sheets/${RUN}/google-ads-editor.csv`, `sheets/${RUN}/meta-ads-manager-42.csv`, `sheets/${RUN}/plan.csv`],
    });
    expect(JSON.parse(await textAt(world, `changes/${RUN}-apply-1-closed.json`))).toEqual({
      runId: RUN,
      lines: [
        { channel: 'google:1:7', fromMicros: 10 * UNIT, toMicros: 6 * UNIT, outcome: 'written', reason: '' },
        { channel: 'meta:42:9', fromMicros: 5 * UNIT, toMicros: 9 * UNIT, outcome: 'written', reason: '' },
      ],
    });
    expect(await textAt(world, `sheets/${RUN}/google-ads-editor.csv`)).toContain('1,7,Brand,6.00');
    expect((await findRun(world.ledger, RUN)).applied).toMatchObject({ by: 'ada', lines: 2 });
    expect((await world.ledger.get('lease', 'budgets'))?.value['expiresMs']).toBe(0);
  });

  test('a second apply writes nothing, and leaves the same files', async () => {
    const world = await sheetWorld();
    await runStates(world, { runId: RUN, action: 'apply', by: 'ada' });
    const before = await textAt(world, `sheets/${RUN}/plan.csv`);
    const [, , , again] = await runStates(world, { runId: RUN, action: 'apply', by: 'bob' });
    expect(again).toMatchObject({ written: 0, skipped: 2, failed: 0 });
    expect(await textAt(world, `sheets/${RUN}/plan.csv`)).toBe(before);
    expect((await findRun(world.ledger, RUN)).applied?.by).toBe('ada');
    expect(await listAudit(world.ledger)).toHaveLength(2);
  });

  test('a rollback leaves its own files, and the run stands no more', async () => {
    const world = await sheetWorld();
    await runStates(world, { runId: RUN, action: 'apply', by: 'ada' });
    const [, , , back] = await runStates(world, { runId: RUN, action: 'rollback', by: 'ada' });
    expect(back).toMatchObject({ written: 2, files: expect.arrayContaining([`sheets/${RUN}/rollback-plan.csv`]) });
    expect(await textAt(world, `sheets/${RUN}/rollback-google-ads-editor.csv`)).toContain('1,7,Brand,10.00');
    expect((await findRun(world.ledger, RUN)).applied).toBeNull();
    const [, , , again] = await runStates(world, { runId: RUN, action: 'apply', by: 'ada' });
    expect(again).toMatchObject({ written: 2 });
  });

  test('tried again it ends the same', async () => {
    const world = await sheetWorld();
    const [prepared, , , closed] = await runStates(world, { runId: RUN, action: 'apply', by: 'ada' });
    expect(await closeChanges(prepared, world)).toEqual(closed);
  });

  test('is refused before the budgets were written', async () => {
    const world = await sheetWorld();
    const { prepareChanges } = await import('../../../functions/apply/handlers/prepare-changes.ts');
    const prepared = await prepareChanges({ runId: RUN, action: 'apply', by: 'ada' }, world);
    await expect(closeChanges(prepared, world)).rejects.toMatchObject({ name: 'RunFailed' });
  });
});
