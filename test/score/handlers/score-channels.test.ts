import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../../functions/core/calendar.ts';
import { decodeJson, encodeJson } from '../../../functions/core/json.ts';
import { parsePolicy } from '../../../functions/core/parse-policy.ts';
import type { ChannelBookEntry, DayRollup, SourceCoverage } from '../../../functions/core/rollup.ts';
import type { World } from '../../../functions/core/world.ts';
import { scoreChannels } from '../../../functions/score/handlers/score-channels.ts';
import { loadAndScore } from '../../../functions/score/load-history.ts';
import { memoryWorld } from '../../memory-world.ts';
import { AS_OF, bookEntry, channelOf, history, POLICY } from '../account.ts';

const TEXT = 'currency: USD\ntimeZone: UTC\n';

interface Stored {
  readonly rollups?: readonly DayRollup[];
  readonly book?: readonly ChannelBookEntry[];
  readonly coverage?: readonly SourceCoverage[];
}

/** A store as ingest leaves it. */
async function storeOf({ rollups = [], book = [], coverage = [] }: Stored, parts: Partial<World> = {}): Promise<World> {
  const world = memoryWorld({ clock: { nowMs: () => Date.parse('2026-10-01T12:00:00Z') }, ...parts });
  const put = (key: string, value: unknown) => world.objects.put(key, new TextEncoder().encode(encodeJson(value)));
  for (const rollup of rollups) {
    const key = `rollups/${rollup.day}/1`;
    await put(key, rollup);
    await world.ledger.write({ partition: 'rollup', sort: rollup.day, value: { key, version: 1 } }, 0);
  }
  await put('book/1', book);
  await world.ledger.write({ partition: 'book', sort: 'current', value: { key: 'book/1' } }, 0);
  await world.ledger.write(
    {
      partition: 'register',
      sort: 'batch',
      value: { name: 'x.csv', coverage: coverage.map((source) => ({ ...source })) },
    },
    0,
  );
  return world;
}

const days = history(40, {
  'google:1:1': (age) => ({ spend: 100 + (age % 9), conversions: 4, revenue: 200 + (age % 5) }),
});
const google: SourceCoverage = { source: 'google', throughDay: AS_OF, lastActiveDay: AS_OF };
const stored = { rollups: days, book: [bookEntry('google:1:1')], coverage: [google] };

const hashOf = async (facts: Stored, policy = POLICY) =>
  (await loadAndScore({ policy }, await storeOf(facts))).factsHash;

describe('loadAndScore', () => {
  test('scores the last day all active sources have delivered', async () => {
    const meta = { source: 'meta', throughDay: addDays(AS_OF, -2), lastActiveDay: addDays(AS_OF, -2) };
    const world = await storeOf({ ...stored, coverage: [google, meta] });
    expect((await loadAndScore({ policy: POLICY }, world)).asOf).toBe(addDays(AS_OF, -2));
    expect((await loadAndScore({ policy: POLICY, asOf: AS_OF }, world)).asOf).toBe(AS_OF);
  });

  test('a lift test of a channel that has no data is told of, and changes nothing', async () => {
    const liftTests = [{ start: '2026-09-01', end: '2026-09-20', roasMicros: 9_000_000, standardErrorMicros: 1000 }];
    const warnings: string[] = [];
    const unknown = { ...stored, book: [...stored.book, bookEntry('google:1:2', { liftTests })] };
    const world = await storeOf(unknown, { warn: (message) => warnings.push(message) });
    expect(await loadAndScore({ policy: POLICY }, world)).toEqual(
      await loadAndScore({ policy: POLICY }, await storeOf(stored)),
    );
    expect(warnings).toEqual(["there is no data of 'google:1:2': its lift test is left aside"]);
  });

  test('the last ended day is one of the policy’s time zone', async () => {
    const early = await storeOf(stored, { clock: { nowMs: () => Date.parse('2026-10-01T02:00:00Z') } });
    const inNewYork = { ...POLICY, timeZone: 'America/New_York' };
    expect((await loadAndScore({ policy: POLICY }, early)).asOf).toBe(AS_OF);
    expect((await loadAndScore({ policy: inNewYork }, early)).asOf).toBe(addDays(AS_OF, -1));
  });

  test('a budget we applied is today’s', async () => {
    const world = await storeOf(stored);
    await world.ledger.write(
      { partition: 'budget', sort: 'google:1:1', value: { micros: 7e6, atMs: 5, runId: 'r' } },
      0,
    );
    const scored = channelOf(await loadAndScore({ policy: POLICY }, world), 'google:1:1');
    expect(scored).toMatchObject({
      currentMicros: 7e6,
      currentSource: 'applied',
      lastChangedAtMs: 5,
      name: 'Campaign google:1:1',
    });
  });

  test('since reads no more days than it needs, and the mean spend still has its 7', async () => {
    const world = await storeOf(stored);
    const scored = channelOf(await loadAndScore({ policy: POLICY, since: AS_OF }, world), 'google:1:1');
    const mean = days.slice(-7).reduce((sum, { channels }) => sum + (channels[0]?.report.spendMicros ?? 0), 0) / 7;
    expect(scored.days).toBe(1);
    expect(scored.currentMicros).toBe(Math.round(mean / 10_000) * 10_000);
  });

  test('the hash of the facts changes with them alone', async () => {
    const first = await hashOf(stored);
    expect(await hashOf(stored, parsePolicy(`${TEXT}budget: 5\n`, 'p'))).toBe(first);
    const otherPages = days.map(({ day, channels }) => ({ day, covers: ['pages/other'], channels }));
    expect(await hashOf({ ...stored, rollups: otherPages })).toBe(first);
    expect(await hashOf({ ...stored, book: [] })).not.toBe(first);
    expect(await hashOf({ ...stored, rollups: days.slice(1) })).not.toBe(first);
  });

  test('an empty store and a day before all data are told apart', async () => {
    await expect(loadAndScore({ policy: POLICY }, memoryWorld())).rejects.toMatchObject({ code: 'NoData' });
    const early = loadAndScore({ policy: POLICY, asOf: '2020-01-01' }, await storeOf(stored));
    await expect(early).rejects.toMatchObject({ code: 'NoData', message: expect.stringContaining('2020-01-01') });
  });
});

const Answer = v.looseObject({ runId: v.string(), scoresKey: v.string() });

describe('scoreChannels', () => {
  test('saves the sheet and a snapshot of the policy, and answers with their keys', async () => {
    const world = await storeOf(stored);
    const answer = await scoreChannels({}, world);
    expect(answer).toMatchObject({ asOf: AS_OF, runId: expect.stringMatching(new RegExp(`^${AS_OF}-[0-9a-f]{8}$`)) });
    expect(await world.objects.list('policies/')).toHaveLength(1);
    const [key = ''] = await world.objects.list('scores/');
    const sheet = decodeJson(new TextDecoder().decode(await world.objects.get(key)));
    expect(sheet).toEqual(await loadAndScore({ policy: POLICY }, world));
    expect(answer).toMatchObject({ scoresKey: key });
  });

  test('again, and after a plan was applied, is the same run', async () => {
    const world = await storeOf(stored);
    const first = v.parse(Answer, await scoreChannels({ asOf: null, since: null }, world));
    expect(await scoreChannels({}, world)).toEqual(first);
    await world.ledger.write(
      { partition: 'budget', sort: 'google:1:1', value: { micros: 7e6, atMs: 5, runId: 'r' } },
      0,
    );
    // What applying changes is how much of its budget the account spends, not the run.
    expect(await scoreChannels({}, world)).toEqual({ ...first, spendOfBudget: expect.any(Number) });
    expect(await world.objects.list('scores/')).toHaveLength(1);
  });

  test('another policy, question or fact is another run', async () => {
    const world = await storeOf(stored);
    const other = await storeOf(stored, { policy: { read: async () => ({ name: 'p', text: `${TEXT}budget: 5\n` }) } });
    const more = await storeOf({ ...stored, book: [] });
    const answers = [
      await scoreChannels({}, world),
      await scoreChannels({ since: addDays(AS_OF, -20) }, world),
      await scoreChannels({}, other),
      await scoreChannels({}, more),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(4);
  });

  test('takes the policy at a key, not today’s', async () => {
    const world = await storeOf(stored);
    await world.objects.put('policies/given.yaml', new TextEncoder().encode('currency: EUR\ntimeZone: UTC\n'));
    expect(await scoreChannels({ policyKey: 'policies/given.yaml' }, world)).toMatchObject({
      policyKey: 'policies/given.yaml',
    });
    const [key = ''] = await world.objects.list('scores/');
    expect(new TextDecoder().decode(await world.objects.get(key))).toContain('"currency":"EUR"');
    expect(await world.objects.list('policies/')).toEqual(['policies/given.yaml']);
  });

  test.each([
    [{ asOf: 'yesterday' }, 'UsageError'],
    [{ asOf: '2026-02-30' }, 'UsageError'],
    [{ since: 7 }, 'UsageError'],
    ['nothing', 'UsageError'],
    [{ policyKey: 'policies/none.yaml' }, 'PolicyMissing'],
  ])('refuses %j', async (input, code) => {
    await expect(scoreChannels(input, await storeOf(stored))).rejects.toMatchObject({ code });
  });
});
