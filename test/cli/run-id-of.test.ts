import { describe, expect, test } from 'vitest';
import { runIdOf } from '../../cli/run-id-of.ts';
import { memoryLedger } from '../memory-world.ts';

const RUNS = ['2026-09-30-393dc2ac', '2026-10-01-3f9a01bc', '2026-10-01-3f9b77d0'];

async function ledgerOf(runs: readonly string[]) {
  const ledger = memoryLedger();
  for (const sort of runs) await ledger.write({ partition: 'run', sort, value: {} }, 0);
  return { ledger };
}

describe('what is typed of a run', () => {
  test.each([
    ['2026-10-01-3f9a01bc', '2026-10-01-3f9a01bc'],
    ['2026-09', '2026-09-30-393dc2ac'],
    ['2026-10-01-3f9b', '2026-10-01-3f9b77d0'],
  ])('%s is %s: the one that begins with it', async (typed, runId) => {
    expect(await runIdOf(typed, await ledgerOf(RUNS))).toBe(runId);
  });

  test('a whole id is that run, though another begins with it', async () => {
    expect(await runIdOf('2026-09', await ledgerOf([...RUNS, '2026-09']))).toBe('2026-09');
  });

  test.each([['2027'], ['393dc2ac'], ['']])('%j, which none begins with, is left to be refused', async (typed) => {
    expect(await runIdOf(typed, await ledgerOf(RUNS))).toBe(typed);
  });

  test('what several begin with is refused, and they are named, newest first', async () => {
    await expect(runIdOf('2026-10-01', await ledgerOf(RUNS))).rejects.toMatchObject({
      code: 'UnknownRun',
      message: "several runs begin with '2026-10-01': 2026-10-01-3f9b77d0, 2026-10-01-3f9a01bc; type more of it",
      details: { runs: ['2026-10-01-3f9b77d0', '2026-10-01-3f9a01bc'] },
    });
  });
});
