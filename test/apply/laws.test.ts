import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenDestination } from '../../functions/apply/destination.ts';
import type { PlanLine } from '../../functions/core/plan.ts';
import type { Ledger, ObjectStore } from '../../functions/core/ports.ts';
import { appliedBudgets, findRun, listAudit } from '../../functions/core/run-ledger.ts';
import type { World } from '../../functions/core/world.ts';
import { memoryWorld } from '../memory-world.ts';
import { RUN, UNIT, line, runRecord, storeRun } from './account.ts';
import { execute, tickingClock } from './execute.ts';
import { memoryPlatform } from './memory-platform.ts';
import type { Fault, MemoryPlatform } from './memory-platform.ts';

const amounts = fc.integer({ min: 1, max: 100 });

/** A plan over up to seven channels; some lines stay, some are only guessed. */
const plans = fc
  .array(
    fc.record({
      current: amounts,
      proposed: fc.option(amounts),
      guessed: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      marginalRoas: fc.option(fc.double({ min: 0, max: 9, noNaN: true })),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((rows) =>
    rows.map(({ current, proposed, guessed, marginalRoas }, index) =>
      line(`${index % 2 === 0 ? 'google' : 'meta'}:1:${index}`, current, proposed ?? current, {
        marginalRoas,
        currentSource: guessed ? 'meanSpend' : 'report',
      }),
    ),
  )
  .filter((lines) => lines.some(({ currentMicros, proposedMicros }) => currentMicros !== proposedMicros));

const faults: fc.Arbitrary<Fault | null> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Fault>(
      { kind: 'refuse' },
      { kind: 'timeoutDone' },
      { kind: 'timeoutLost' },
      { kind: 'timeoutLate' },
      { kind: 'unreadable' },
    ),
  },
);

const byHand = fc.option(amounts, { freq: 4 });

function livePlatform(lines: readonly PlanLine[], effect?: () => void) {
  return memoryPlatform(Object.fromEntries(lines.map((plan) => [plan.channel, plan.currentMicros])), effect);
}

function inject(platform: MemoryPlatform, lines: readonly PlanLine[], wrong: readonly (Fault | null)[]): void {
  for (const [index, { channel }] of lines.entries()) {
    const fault = wrong[index] ?? null;
    if (fault !== null) platform.faults.set(channel, fault);
  }
}

function sum(values: Iterable<number>): bigint {
  return [...values].reduce((total, value) => total + BigInt(value), 0n);
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

async function storedWorld(lines: readonly PlanLine[], parts: Partial<World> = {}): Promise<World> {
  const world = memoryWorld({ clock: tickingClock(), ...parts });
  await storeRun(world, runRecord(lines));
  return world;
}

function powerCut(): never {
  throw new Error('power cut');
}

/** What the audit log says happened, without when, in an order of its own. */
async function told({ ledger }: World): Promise<string[]> {
  return (await listAudit(ledger)).map((entry) => `${entry.channel} ${entry.toMicros} ${entry.outcome}`).sort();
}

/** The same world, in which the process dies at its n-th outside effect: before it happens, or right after. */
function mortal(world: World, deathAt: number, after: boolean) {
  let effects = 0;
  const before = () => {
    effects += 1;
    if (effects > deathAt || (effects === deathAt && !after)) powerCut();
  };
  const done = () => {
    if (effects >= deathAt) powerCut();
  };
  const guarded =
    <Arguments extends unknown[], Answer>(act: (...args: Arguments) => Promise<Answer>) =>
    async (...args: Arguments): Promise<Answer> => {
      before();
      const answer = await act(...args);
      done();
      return answer;
    };
  const { ledger, objects } = world;
  const mortalLedger: Ledger = { ...ledger, write: guarded((item, version) => ledger.write(item, version)) };
  const mortalObjects: ObjectStore = { ...objects, put: guarded((key, bytes) => objects.put(key, bytes)) };
  return {
    world: { ...world, ledger: mortalLedger, objects: mortalObjects },
    before,
    survived: () => effects < deathAt,
  };
}

describe('applying a plan', () => {
  test('never lets the sum of live budgets rise above the larger of the sum before and the planned sum', () =>
    fc.assert(
      fc.asyncProperty(
        plans,
        fc.array(faults, { maxLength: 7 }),
        fc.array(byHand, { maxLength: 7 }),
        async (lines, wrong, changedByHand) => {
          const world = await storedWorld(lines);
          const start = new Map(
            lines.map(({ channel, currentMicros }, index) => {
              const micros = changedByHand[index] ?? null;
              return [channel, micros === null ? currentMicros : micros * UNIT];
            }),
          );
          const platform = memoryPlatform(Object.fromEntries(start));
          inject(platform, lines, wrong);
          const limit = larger(sum(start.values()), sum(lines.map(({ proposedMicros }) => proposedMicros)));
          await execute('apply', { world, open: platform.open });
          platform.landLate();
          expect(platform.peakMicros() <= limit).toBe(true);
          // What was changed by hand is left alone.
          for (const { channel, fromMicros } of platform.sent) expect(start.get(channel)).toBe(fromMicros);
        },
      ),
      { numRuns: 400 },
    ));

  test('sends every change at most once, whatever the platform answers', () =>
    fc.assert(
      fc.asyncProperty(plans, fc.array(faults, { maxLength: 7 }), async (lines, wrong) => {
        const world = await storedWorld(lines);
        const platform = livePlatform(lines);
        inject(platform, lines, wrong);
        const outcomes = await execute('apply', { world, open: platform.open });
        const channels = platform.sent.map(({ channel }) => channel);
        expect(new Set(channels).size).toBe(channels.length);
        for (const { channel, toMicros, outcome } of outcomes) {
          if (outcome === 'written') expect(platform.live.get(channel)).toBe(toMicros);
        }
        const audited = (await listAudit(world.ledger)).map(({ channel, outcome }) => `${channel} ${outcome}`);
        const tried = outcomes.filter(({ channel }) => channels.includes(channel));
        expect(audited.sort()).toEqual(tried.map(({ channel, outcome }) => `${channel} ${outcome}`).sort());
      }),
      { numRuns: 200 },
    ));

  test('twice writes nothing the second time', () =>
    fc.assert(
      fc.asyncProperty(plans, async (lines) => {
        const world = await storedWorld(lines);
        const platform = livePlatform(lines);
        const setting = { world, open: platform.open };
        await execute('apply', setting);
        const sent = platform.sent.length;
        const audited = await listAudit(world.ledger);
        const again = await execute('apply', setting);
        expect(again.filter(({ outcome }) => outcome === 'written')).toEqual([]);
        expect(platform.sent.length).toBe(sent);
        expect(await listAudit(world.ledger)).toEqual(audited);
      }),
      { numRuns: 100 },
    ));

  test('does not depend on the order of the lines', () =>
    fc.assert(
      fc.asyncProperty(
        plans.chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length }))),
        async ([lines, shuffled]) => {
          const [one, two] = [livePlatform(lines), livePlatform(shuffled)];
          const first = await execute('apply', { world: await storedWorld(lines), open: one.open });
          const second = await execute('apply', { world: await storedWorld(shuffled), open: two.open });
          expect(second).toEqual(first);
          expect(two.live).toEqual(one.live);
        },
      ),
      { numRuns: 100 },
    ));

  test('interrupted anywhere and done again ends as if never interrupted, each change audited once', () =>
    fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 60 }), fc.boolean(), async (lines, deathAt, after) => {
        const undisturbed = livePlatform(lines);
        const calm = await storedWorld(lines);
        await execute('apply', { world: calm, open: undisturbed.open });

        const world = await storedWorld(lines);
        const death = mortal(world, deathAt, after);
        let dying = true;
        const platform = livePlatform(lines, () => (dying ? death.before() : undefined));
        await execute('apply', { world: death.world, open: platform.open }).catch(() => undefined);
        dying = false;
        await execute('apply', { world, open: platform.open });

        expect(platform.live).toEqual(undisturbed.live);
        expect(await told(world)).toEqual(await told(calm));
        expect((await appliedBudgets(world.ledger)).size).toBe((await appliedBudgets(calm.ledger)).size);
        expect((await findRun(world.ledger, RUN)).applied?.lines).toBe(
          (await findRun(calm.ledger, RUN)).applied?.lines,
        );
      }),
      { numRuns: 600 },
    ));

  test.each([
    ['the same person', 'ada'],
    ['different people', 'bob'],
  ])('at once by %s changes every budget once', (_who, other) =>
    fc.assert(
      fc.asyncProperty(plans, fc.scheduler(), async (lines, scheduler) => {
        const quiet = await storedWorld(lines);
        const slow =
          <Arguments extends unknown[], Answer>(act: (...args: Arguments) => Promise<Answer>) =>
          async (...args: Arguments): Promise<Answer> => {
            await scheduler.schedule(Promise.resolve());
            return act(...args);
          };
        const ledger: Ledger = {
          ...quiet.ledger,
          write: slow((item, version) => quiet.ledger.write(item, version)),
          query: slow((partition, options) => quiet.ledger.query(partition, options)),
        };
        const world = { ...quiet, ledger };
        const platform = livePlatform(lines);
        const open: OpenDestination = (kind, context) => {
          const fast = platform.open(kind, context);
          if (fast?.read === null || fast === undefined) return fast;
          return { ...fast, read: slow(fast.read), write: slow((changes) => fast.write(changes)) };
        };
        const setting = { world, open };
        const both = Promise.allSettled([
          execute('apply', setting),
          execute('apply', setting, { by: other, owner: other }),
        ]);
        await scheduler.waitFor(both);
        const results = await both;
        for (const result of results) {
          if (result.status === 'rejected') expect(['Conflict', 'StoreBusy']).toContain(result.reason.name);
        }
        // Whoever is left completes it.
        await execute('apply', {
          world: { ...quiet, clock: tickingClock(Date.parse('2026-10-01T13:00:00Z')) },
          open: platform.open,
        });
        const alone = livePlatform(lines);
        await execute('apply', { world: await storedWorld(lines), open: alone.open });
        expect(platform.live).toEqual(alone.live);
        const written = (await listAudit(quiet.ledger)).filter(({ outcome }) => outcome === 'written');
        expect(written.map(({ channel }) => channel).sort()).toEqual(alone.sent.map(({ channel }) => channel).sort());
      }),
      { numRuns: 150 },
    ),
  );
});

describe('rolling back', () => {
  test('after applying puts every budget back, and the run stands no more', () =>
    fc.assert(
      fc.asyncProperty(plans, fc.array(fc.boolean(), { maxLength: 7 }), async (lines, refused) => {
        const world = await storedWorld(lines);
        const platform = livePlatform(lines);
        const before = new Map(platform.live);
        for (const [index, { channel }] of lines.entries()) {
          if (refused[index] === true) platform.faults.set(channel, { kind: 'refuse' });
        }
        const setting = { world, open: platform.open };
        const applied = await execute('apply', setting);
        platform.faults.clear();
        fc.pre(applied.some(({ outcome }) => outcome === 'written'));
        await execute('rollback', setting);
        expect(platform.live).toEqual(before);
        expect((await findRun(world.ledger, RUN)).applied).toBeNull();
        const sent = platform.sent.length;
        await execute('rollback', setting);
        expect(platform.sent.length).toBe(sent);
      }),
      { numRuns: 150 },
    ));

  test('leaves alone what was changed by hand since, and never raises the sum beyond both ends', () =>
    fc.assert(
      fc.asyncProperty(plans, fc.array(byHand, { maxLength: 7 }), async (lines, changedByHand) => {
        const world = await storedWorld(lines);
        const platform = livePlatform(lines);
        const before = sum(platform.live.values());
        const applied = await execute('apply', { world, open: platform.open });
        fc.pre(applied.some(({ outcome }) => outcome === 'written'));
        for (const [index, { channel }] of applied.filter(({ outcome }) => outcome === 'written').entries()) {
          const micros = changedByHand[index];
          if (micros !== null && micros !== undefined) platform.live.set(channel, micros * UNIT);
        }
        const start = new Map(platform.live);
        const cut = memoryPlatform(Object.fromEntries(start));
        await execute('rollback', { world, open: cut.open });
        expect(cut.peakMicros() <= larger(sum(start.values()), before)).toBe(true);
        const ours = new Map(applied.map(({ channel, toMicros }) => [channel, toMicros]));
        for (const { channel } of cut.sent) expect(start.get(channel)).toBe(ours.get(channel));
      }),
      { numRuns: 200 },
    ));

  test('interrupted anywhere and done again puts back what an undisturbed one does', () =>
    fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 50 }), fc.boolean(), async (lines, deathAt, after) => {
        const world = await storedWorld(lines);
        const platform = livePlatform(lines);
        const before = new Map(platform.live);
        const applied = await execute('apply', { world, open: platform.open });
        fc.pre(applied.some(({ outcome }) => outcome === 'written'));
        const death = mortal(world, deathAt, after);
        await execute('rollback', { world: death.world, open: platform.open }).catch(() => undefined);
        await execute('rollback', { world, open: platform.open });
        expect(platform.live).toEqual(before);
        const back = (await listAudit(world.ledger)).filter(({ action }) => action === 'rollback');
        expect(new Set(back.map(({ channel }) => channel)).size).toBe(back.length);
      }),
      { numRuns: 200 },
    ));

  test('then applying again writes the plan again', async () => {
    const lines = [line('google:1:1', 10, 6), line('meta:1:2', 5, 9)];
    const world = await storedWorld(lines);
    const platform = livePlatform(lines);
    const setting = { world, open: platform.open };
    await execute('apply', setting);
    await execute('rollback', setting);
    const again = await execute('apply', setting);
    expect(again.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
    expect((await listAudit(world.ledger)).map(({ action }) => action)).toEqual([
      'apply',
      'apply',
      'rollback',
      'rollback',
      'apply',
      'apply',
    ]);
  });
});
