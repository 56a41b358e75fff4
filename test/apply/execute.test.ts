import { describe, expect, test } from 'vitest';
import { openIntents } from '../../functions/apply/intent.ts';
import { prepare } from '../../functions/apply/prepare.ts';
import { writePhase } from '../../functions/apply/write-phase.ts';
import type { PlanLine } from '../../functions/core/plan.ts';
import { appliedBudget, appliedBudgets, findRun, listAudit } from '../../functions/core/run-ledger.ts';
import { memoryWorld } from '../memory-world.ts';
import { RUN, UNIT, line, rules, runRecord, storeRun } from './account.ts';
import { execute, tickingClock } from './execute.ts';
import { memoryPlatform } from './memory-platform.ts';

const SHIFT = [
  line('google:1:a', 10, 6),
  line('google:1:b', 20, 20),
  line('meta:2:c', 5, 7, { marginalRoas: 2 }),
  line('meta:2:d', 5, 7, { marginalRoas: 3 }),
];

async function account(lines: readonly PlanLine[] = SHIFT, plan = {}) {
  const world = memoryWorld({ clock: tickingClock() });
  await storeRun(world, runRecord(lines, {}, plan));
  const platform = memoryPlatform(Object.fromEntries(lines.map((each) => [each.channel, each.currentMicros])));
  return { world, platform, open: platform.open };
}

function outcomes(lines: Awaited<ReturnType<typeof execute>>) {
  return Object.fromEntries(lines.map(({ channel, outcome, reason }) => [channel, reason === '' ? outcome : reason]));
}

describe('apply', () => {
  test('writes decreases first, then increases, and says what became of each changed line', async () => {
    const { world, platform, open } = await account();
    expect(await execute('apply', { world, open })).toEqual([
      { channel: 'google:1:a', fromMicros: 10 * UNIT, toMicros: 6 * UNIT, outcome: 'written', reason: '' },
      { channel: 'meta:2:c', fromMicros: 5 * UNIT, toMicros: 7 * UNIT, outcome: 'written', reason: '' },
      { channel: 'meta:2:d', fromMicros: 5 * UNIT, toMicros: 7 * UNIT, outcome: 'written', reason: '' },
    ]);
    expect(platform.sent.map(({ channel }) => channel)[0]).toBe('google:1:a');
    expect(platform.peakMicros()).toBe(40n * BigInt(UNIT));
    expect(await appliedBudget(world.ledger, 'google:1:a')).toMatchObject({
      micros: 6 * UNIT,
      previousMicros: 10 * UNIT,
      runId: RUN,
      action: 'apply',
      by: 'ada',
    });
    expect((await findRun(world.ledger, RUN)).applied).toMatchObject({ by: 'ada', lines: 3 });
    expect(await openIntents(world.ledger)).toEqual([]);
  });

  test('a refused decrease shrinks the increases: the highest marginal ROAS is served first, each whole or not at all', async () => {
    const lines = [...SHIFT, line('google:1:z', 4, 2)];
    const { world, platform, open } = await account(lines);
    platform.faults.set('google:1:a', { kind: 'refuse' });
    const applied = outcomes(await execute('apply', { world, open }));
    expect(applied).toEqual({
      'google:1:a': 'below the minimum',
      'google:1:z': 'written',
      'meta:2:c': 'it rises by $2.00, and only $0.00 of what the decreases freed is left',
      'meta:2:d': 'written',
    });
    expect((await listAudit(world.ledger)).map(({ channel, outcome, reason }) => [channel, outcome, reason])).toEqual([
      ['google:1:a', 'failed', 'below the minimum'],
      ['google:1:z', 'written', ''],
      ['meta:2:d', 'written', ''],
    ]);
  });

  test('a plan that adds money raises without any decrease', async () => {
    const { world, open } = await account([line('google:1:a', 10, 12), line('google:1:b', 10, 10)]);
    expect(outcomes(await execute('apply', { world, open }))).toEqual({ 'google:1:a': 'written' });
  });

  test('a time-out is read again and never sent again: done counts as written', async () => {
    const { world, platform, open } = await account();
    platform.faults.set('google:1:a', { kind: 'timeoutDone' });
    expect(outcomes(await execute('apply', { world, open }))).toMatchObject({ 'google:1:a': 'written' });
    expect(platform.sent.filter(({ channel }) => channel === 'google:1:a')).toHaveLength(1);
  });

  test('a time-out that was not done frees nothing, and its channel is settled by the next apply', async () => {
    const { world, platform, open } = await account();
    platform.faults.set('google:1:a', { kind: 'timeoutLate' });
    const applied = outcomes(await execute('apply', { world, open }));
    expect(applied['google:1:a']).toBe('no answer in 30 s; $10.00 reads back, and it is not sent again');
    expect(applied['meta:2:d']).toMatch(/only \$0\.00/);
    expect(await openIntents(world.ledger)).toHaveLength(1);

    platform.landLate();
    platform.faults.clear();
    const again = outcomes(await execute('apply', { world, open }));
    expect(again).toEqual({ 'google:1:a': 'already at $6.00', 'meta:2:c': 'written', 'meta:2:d': 'written' });
    expect((await appliedBudgets(world.ledger)).get('google:1:a')?.previousMicros).toBe(10 * UNIT);
  });

  test('another amount that reads back is a failure, and frees nothing', async () => {
    const { world, platform, open } = await account();
    platform.faults.set('google:1:a', { kind: 'sets', micros: 7 * UNIT });
    const applied = outcomes(await execute('apply', { world, open }));
    expect(applied['google:1:a']).toBe('it was accepted, but $7.00 reads back');
    expect(applied['meta:2:d']).toMatch(/only \$0\.00/);
    expect((await appliedBudgets(world.ledger)).size).toBe(0);
    expect((await findRun(world.ledger, RUN)).applied).toBeNull();
  });

  test('a budget changed by hand is left alone and reported; one that is there already too', async () => {
    const { world, platform, open } = await account();
    platform.setByHand('google:1:a', 8 * UNIT);
    platform.setByHand('meta:2:c', 7 * UNIT);
    const applied = outcomes(await execute('apply', { world, open }));
    expect(applied['google:1:a']).toBe("today's budget is $8.00, the plan was made for $10.00");
    expect(applied['meta:2:c']).toBe('already at $7.00');
    expect(platform.sent).toEqual([]);
  });

  test('a budget that cannot be read is not written', async () => {
    const { world, platform, open } = await account();
    platform.faults.set('google:1:a', { kind: 'unreadable' });
    const applied = await execute('apply', { world, open });
    expect(applied[0]).toMatchObject({ outcome: 'failed', reason: "today's budget cannot be read: HTTP 500" });
    expect(platform.sent).toEqual([]);
  });

  test('lines on mean spend are left alone without --assume-current, and written with it', async () => {
    const lines = [line('google:1:a', 10, 6, { currentSource: 'meanSpend' }), line('google:1:b', 5, 6)];
    const { world, open } = await account(lines);
    expect(outcomes(await execute('apply', { world, open }))['google:1:a']).toMatch(/--assume-current/);
    const assumed = await execute('apply', { world, open }, { assumeCurrent: true });
    expect(outcomes(assumed)).toEqual({ 'google:1:a': 'written', 'google:1:b': 'written' });
  });

  test('lines without a destination are left alone, the others written', async () => {
    const { world, open } = await account();
    const applied = await execute('apply', { world, open, rules: rules('memory', ['google']) });
    expect(outcomes(applied)).toEqual({
      'google:1:a': 'written',
      'meta:2:c': "no destination for platform 'meta'",
      'meta:2:d': "no destination for platform 'meta'",
    });
  });

  test('a held plan that lowers the total is applied', async () => {
    const { world, open } = await account([line('google:1:a', 10, 6)], { status: 'held', reason: 'totalLowered' });
    expect(outcomes(await execute('apply', { world, open }))).toEqual({ 'google:1:a': 'written' });
  });

  test('a phase that has ended is not done again', async () => {
    const { world, platform, open } = await account();
    const asked = { runId: RUN, action: 'apply', by: 'ada', owner: 'ada', assumeCurrent: false } as const;
    const { changesKey } = await prepare(asked, world, rules('memory'), open);
    const first = await writePhase({ changesKey, phase: 'lowered' }, world, open);
    platform.setByHand('google:1:a', 10 * UNIT);
    expect(await writePhase({ changesKey, phase: 'lowered' }, world, open)).toEqual(first);
    expect(platform.sent).toHaveLength(1);
  });

  test('whoever lost the lease writes nothing more', async () => {
    const { world, platform, open } = await account();
    const asked = { runId: RUN, action: 'apply', by: 'ada', owner: 'ada', assumeCurrent: false } as const;
    const first = await prepare(asked, world, rules('memory'), open);
    const second = await prepare(asked, world, rules('memory'), open);
    await expect(writePhase({ changesKey: first.changesKey, phase: 'lowered' }, world, open)).rejects.toMatchObject({
      name: 'Conflict',
    });
    expect(platform.sent).toEqual([]);
    await writePhase({ changesKey: second.changesKey, phase: 'lowered' }, world, open);
    expect(platform.sent).toHaveLength(1);
  });

  test('a budget that somebody records between intent and outcome is not overwritten', async () => {
    const { world, platform, open } = await account();
    const { changesKey } = await prepare(
      { runId: RUN, action: 'apply', by: 'ada', owner: 'ada', assumeCurrent: false },
      world,
      rules('memory'),
      open,
    );
    const rival = { micros: 9 * UNIT, previousMicros: 10 * UNIT, atMs: 1, by: 'bob', runId: 'other', action: 'apply' };
    const slipIn: typeof open = (kind, context) => {
      const destination = platform.open(kind, context);
      if (destination === undefined) return undefined;
      return {
        ...destination,
        write: async (changes) => {
          const value = { ...rival, destination: 'memory', epoch: 9, seq: 'x' };
          await world.ledger.write({ partition: 'budget', sort: 'google:1:a', value }, 0);
          return destination.write(changes);
        },
      };
    };
    await expect(writePhase({ changesKey, phase: 'lowered' }, world, slipIn)).rejects.toMatchObject({
      name: 'Conflict',
    });
    expect((await appliedBudget(world.ledger, 'google:1:a'))?.by).toBe('bob');
  });

  test('stops before the next write when asked to, and the next apply completes it', async () => {
    const { world, platform, open } = await account();
    const stop = AbortSignal.abort();
    await expect(execute('apply', { world: { ...world, signal: stop }, open })).rejects.toMatchObject({
      name: 'Interrupted',
    });
    expect(platform.sent).toEqual([]);
    expect(outcomes(await execute('apply', { world, open }))).toMatchObject({ 'google:1:a': 'written' });
  });

  test('leaves the world it was given as it was', async () => {
    const { world, open } = await account(Object.freeze(SHIFT.map((each) => Object.freeze({ ...each }))));
    const plan = await world.objects.get(`plans/${RUN}.json`);
    await execute('apply', { world, open });
    expect(await world.objects.get(`plans/${RUN}.json`)).toEqual(plan);
  });
});

describe('rollback', () => {
  test('puts back where ours stands, decreases first; what another run or a hand set since stays', async () => {
    const lines = [...SHIFT, line('google:1:z', 8, 4)];
    const { world, platform, open } = await account(lines);
    await execute('apply', { world, open });
    const later = '2026-09-30-89abcdef';
    const next = [line('google:1:z', 4, 3)];
    await storeRun(world, runRecord(next, { runId: later }));
    await execute('apply', { world, open }, { runId: later });
    platform.setByHand('meta:2:c', 6 * UNIT);

    const back = outcomes(await execute('rollback', { world, open }));
    expect(back).toEqual({
      'google:1:a': 'it rises by $4.00, and only $2.00 of what the decreases freed is left',
      'google:1:z': `this run's budget does not stand: run ${later} set $3.00 on 2026-10-01`,
      'meta:2:c': "today's budget is $6.00, the run had set it to $7.00",
      'meta:2:d': 'written',
    });
    expect((await findRun(world.ledger, RUN)).applied?.lines).toBe(2);
  });

  test('audits who rolled back, and is not refused for old data', async () => {
    const { world, platform, open } = await account();
    await execute('apply', { world, open });
    const old = { ...world, clock: tickingClock(Date.parse('2026-12-24T12:00:00Z')) };
    const back = await execute('rollback', { world: old, open }, { by: 'bob', owner: 'bob' });
    expect(back.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'written']);
    expect(platform.live.get('google:1:a')).toBe(10 * UNIT);
    expect((await listAudit(world.ledger)).slice(3).map(({ by, action }) => `${by} ${action}`)).toEqual([
      'bob rollback',
      'bob rollback',
      'bob rollback',
    ]);
    expect(outcomes(await execute('rollback', { world: old, open }))['google:1:a']).toBe(
      'already put back to $10.00 on 2026-12-24',
    );
  });

  test('of a run that was never applied is refused, and writes nothing', async () => {
    const { world, open } = await account();
    await expect(execute('rollback', { world, open })).rejects.toMatchObject({
      name: 'NothingToApply',
      message: `no budget of run '${RUN}' stands: there is nothing to roll back`,
    });
    expect(await world.ledger.query('lease')).toEqual([]);
  });
});

async function refusal(
  lines: readonly PlanLine[],
  plan: object,
  setting: { at?: string; kind?: string; platforms?: string[] },
) {
  const { world, open } = await account(lines, plan);
  const clock = tickingClock(Date.parse(setting.at ?? '2026-10-01T12:00:00Z'));
  const asked = { world: { ...world, clock }, open, rules: rules(setting.kind ?? 'memory', setting.platforms) };
  const error: unknown = await execute('apply', asked).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(await world.ledger.query('lease')).toEqual([]);
  expect(await world.objects.list('changes/')).toEqual([]);
  return error instanceof Error ? `${error.name}: ${error.message}` : 'applied';
}

describe('refused, and nothing is written', () => {
  test('a held plan that changes nothing', async () => {
    expect(await refusal([line('google:1:a', 5, 5)], { status: 'held', reason: 'P(better) is 0.6' }, {})).toBe(
      `NothingToApply: run '${RUN}' is held, it changes no budget: P(better) is 0.6`,
    );
  });

  test('an infeasible plan', async () => {
    expect(await refusal(SHIFT, { status: 'infeasible', reason: 'minimums sum to 30' }, {})).toBe(
      `NothingToApply: the plan of run '${RUN}' is infeasible: minimums sum to 30`,
    );
  });

  test('a plan on data older than maxAgeDays by the clock; on the last day allowed it is not', async () => {
    expect(await refusal(SHIFT, {}, { at: '2026-10-04T00:00:00Z' })).toBe(
      `Stale: run '${RUN}' rests on data to 2026-09-30, 4 days old; maxAgeDays is 3`,
    );
    const { world, open } = await account();
    const lastDay = { ...world, clock: tickingClock(Date.parse('2026-10-03T23:59:59Z')) };
    expect(await execute('apply', { world: lastDay, open })).toHaveLength(3);
  });

  test('no changed platform with a destination', async () => {
    expect(await refusal(SHIFT, {}, { platforms: ['tiktok'] })).toBe(
      "NoDestination: no destination for 'google', 'meta'; policy: destinations: { google: sheet, meta: sheet }",
    );
  });

  test('a destination that does not exist', async () => {
    expect(await refusal(SHIFT, {}, { kind: 'sheeet' })).toBe(
      "NoDestination: no destination is called 'sheeet'; allowed: sheet",
    );
  });

  test('an unknown run, naming the newest', async () => {
    const { world, open } = await account();
    await expect(execute('apply', { world, open }, { runId: 'nope' })).rejects.toThrow(
      `no run 'nope'; the newest are ${RUN}; \`marginal plans\` lists all`,
    );
  });

  test('while somebody else changes budgets; afterwards it is not', async () => {
    const { world, platform, open } = await account();
    const asked = { runId: RUN, action: 'apply', by: 'bob', owner: 'bob', assumeCurrent: false } as const;
    await prepare(asked, world, rules('memory'), open);
    await expect(execute('apply', { world, open })).rejects.toMatchObject({
      name: 'StoreBusy',
      message: expect.stringContaining("budgets are being changed by 'bob'"),
    });
    expect(platform.sent).toEqual([]);
    const later = { ...world, clock: tickingClock(Date.parse('2026-10-01T12:10:00Z')) };
    expect(await execute('apply', { world: later, open })).toHaveLength(3);
  });
});
