import { expect, test } from 'vitest';
import { recordFailure } from '../../../functions/watch/handlers/record-failure.ts';
import { NOON_2026_10_01, memoryWorld } from '../../memory-world.ts';

const FAILURE = { workflow: 'apply', execution: 'x1', error: { Error: 'Conflict', Cause: 'somebody else' } };

test('keeps why an execution failed, once, however often it is told', async () => {
  const world = memoryWorld();
  expect(await recordFailure(FAILURE, world)).toEqual({ recorded: true });
  expect(await recordFailure({ ...FAILURE, error: { Error: 'Other' } }, world)).toEqual({ recorded: true });
  expect((await world.ledger.query('failure')).map(({ sort, value }) => [sort, value])).toEqual([
    [
      'apply#x1',
      { workflow: 'apply', execution: 'x1', atMs: NOON_2026_10_01, error: 'Conflict', cause: 'somebody else' },
    ],
  ]);
});

test('cuts a long cause, and takes one without', async () => {
  const world = memoryWorld();
  await recordFailure({ ...FAILURE, error: { Error: 'E', Cause: 'x'.repeat(100_000) } }, world);
  await recordFailure({ ...FAILURE, execution: 'x2', error: { Error: 'E' } }, world);
  const causes = (await world.ledger.query('failure')).map(({ value }) => value['cause']);
  expect(causes).toEqual(['x'.repeat(8000), '']);
});

test('refuses what names no execution', async () => {
  await expect(recordFailure({ ...FAILURE, execution: '' }, memoryWorld())).rejects.toThrow();
});
