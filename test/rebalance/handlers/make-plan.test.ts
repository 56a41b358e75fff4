import { describe, expect, test } from 'vitest';
import { encodeJson } from '../../../functions/core/json.ts';
import { getRun } from '../../../functions/core/run-ledger.ts';
import type { ScoreSheet } from '../../../functions/core/scored.ts';
import { makePlan } from '../../../functions/rebalance/handlers/make-plan.ts';
import { fixedClock, memoryWorld } from '../../memory-world.ts';
import { channelOf, posteriorAt, sheetOf } from '../account.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const input = { runId: 'r1', scoresKey: 'scores/r1.json', policyKey: 'policies/1.yaml' };
const rich = sheetOf([
  channelOf('google:1:a', 100, { posterior: posteriorAt(100, { roas: 4 }), spendMicros: 2n ** 60n }),
  channelOf('google:1:b', 100, { posterior: posteriorAt(100, { roas: 1 }) }),
  channelOf('google:1:c', 100, { budgetKind: 'total' }),
]);

async function worldWith(sheet: ScoreSheet, yaml = '') {
  const world = memoryWorld();
  await world.objects.put('scores/r1.json', bytes(encodeJson(sheet)));
  await world.objects.put('policies/1.yaml', bytes(`currency: USD\ntimeZone: UTC\n${yaml}`));
  return world;
}

describe('makePlan', () => {
  test('keeps the plan and says what waits for approval', async () => {
    const world = await worldWith(rich, "approval: auto\ngroups: [{ name: g, match: ['google:*'] }]\n");
    expect(await makePlan({ ...input, ingestKey: 'manifests/1.json' }, world)).toEqual({
      runId: 'r1',
      planKey: 'plans/r1.json',
      status: 'optimal',
      approval: 'auto',
      changes: 2,
      existing: false,
    });
    const { record, summary } = await getRun(world.ledger, world.objects, 'r1');
    expect(record).toMatchObject({
      asOf: '2026-09-30',
      currency: 'USD',
      policyKey: 'policies/1.yaml',
      timeZone: 'UTC',
    });
    expect(record.groups).toEqual([{ name: 'g', match: ['google:*'] }]);
    expect(record.plan.lines.map(({ proposedMicros }) => proposedMicros)).toEqual([120e6, 80e6, 100e6]);
    expect(summary).toMatchObject({
      status: 'optimal',
      budgetMicros: 300_000_000,
      planKey: 'plans/r1.json',
      applied: null,
    });
    expect((await world.ledger.get('run', 'r1'))?.value).toMatchObject({ ingestKey: 'manifests/1.json' });
  });

  test('a run that is there stands as it is', async () => {
    const world = await worldWith(rich);
    await makePlan(input, world);
    const before = await world.ledger.get('run', 'r1');
    const later = { ...world, clock: fixedClock(Date.parse('2026-10-05T00:00:00Z')) };
    expect(await makePlan(input, later)).toMatchObject({ planKey: 'plans/r1.json', changes: 2, existing: true });
    expect(await world.ledger.get('run', 'r1')).toEqual(before);
  });

  test('a crash between object and item is completed with the plan that was written', async () => {
    const world = await worldWith(rich);
    await makePlan(input, world);
    const halfway = { ...memoryWorld(), objects: world.objects, clock: fixedClock(Date.parse('2026-10-05T00:00:00Z')) };
    expect(await makePlan(input, halfway)).toMatchObject({ existing: false, changes: 2 });
    const { record } = await getRun(halfway.ledger, halfway.objects, 'r1');
    expect(record.createdAtMs).toBe(world.clock.nowMs());
  });

  test('an infeasible plan is kept and answered', async () => {
    const world = await worldWith(rich, 'budget: 50\n');
    expect(await makePlan(input, world)).toMatchObject({ status: 'infeasible', changes: 0 });
    expect((await getRun(world.ledger, world.objects, 'r1')).record.plan.reason).toContain('$50.00 too much');
  });

  test('without a policy, with a broken one, without scores: refused, nothing kept', async () => {
    const world = await worldWith(rich, 'gaurdrails: {}\n');
    await expect(makePlan(input, world)).rejects.toMatchObject({ name: 'PolicyInvalid' });
    await expect(makePlan({ ...input, policyKey: 'policies/2.yaml' }, world)).rejects.toMatchObject({
      name: 'PolicyMissing',
    });
    const fine = await worldWith(rich);
    await expect(makePlan({ ...input, scoresKey: 'scores/r2.json' }, fine)).rejects.toMatchObject({ name: 'NoData' });
    await fine.objects.put('scores/r1.json', bytes('{"asOf":"2026-09-30"}'));
    await expect(makePlan(input, fine)).rejects.toMatchObject({ name: 'NoData' });
    expect(await fine.ledger.query('run')).toEqual([]);
  });
});
