import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { encodeJson } from '../../../functions/core/json.ts';
import { appendAudit } from '../../../functions/core/run-ledger.ts';
import { writeReport } from '../../../functions/report/handlers/write-report.ts';
import { memoryWorld } from '../../memory-world.ts';
import { sampleRun } from '../../../bench/page/sample-run.ts';

const { record, sheet, quality } = sampleRun({ channels: 3, days: 21 });
const { runId, scoresKey } = record;
const bytesOf = (value: unknown) => new TextEncoder().encode(encodeJson(value));

async function worldWithRun(ingestKey: string | null = null) {
  const world = memoryWorld();
  const planKey = `plans/${runId}.json`;
  await world.objects.put(planKey, bytesOf(record));
  await world.objects.put(scoresKey, bytesOf(sheet));
  await world.objects.put('manifests/1/result.json', bytesOf(quality));
  const { asOf, currency, createdAtMs, policyKey, plan } = record;
  const { status, budgetMicros } = plan;
  const value = {
    asOf,
    currency,
    createdAtMs,
    status,
    budgetMicros,
    planKey,
    policyKey,
    scoresKey,
    ingestKey,
    applied: null,
  };
  await world.ledger.write({ partition: 'run', sort: runId, value }, 0);
  const textAt = async (key: string) => new TextDecoder().decode(await world.objects.get(key));
  return { world, textAt };
}

describe('WriteReport', () => {
  test('writes the page and its table, and answers their keys', async () => {
    const { world, textAt } = await worldWithRun('manifests/1/result.json');
    const answer = await writeReport({ runId }, world);
    expect(answer).toEqual({ reportKey: `reports/${runId}.html`, csvKey: `reports/${runId}.csv` });
    expect(await textAt(`reports/${runId}.html`)).toContain('6,862');
    expect(await textAt(`reports/${runId}.csv`)).toContain(record.plan.lines[0]?.channel);
  });

  test('a run made after no ingest says so', async () => {
    const { world, textAt } = await worldWithRun(null);
    await writeReport({ runId }, world);
    expect(await textAt(`reports/${runId}.html`)).toContain('This run took in no files');
  });

  test('written again it is the same bytes; after an apply it tells the change, of this run alone', async () => {
    const { world, textAt } = await worldWithRun();
    await writeReport({ runId }, world);
    const first = await textAt(`reports/${runId}.html`);
    await writeReport({ runId }, { ...world, clock: { nowMs: () => 9e12 } });
    expect(await textAt(`reports/${runId}.html`)).toBe(first);

    const entry = {
      atMs: Date.parse('2026-11-21T08:00:00Z'),
      by: 'ana',
      seq: '1',
      action: 'apply' as const,
      channel: record.plan.lines[0]?.channel ?? '',
      fromMicros: 1_000_000,
      toMicros: 2_000_000,
      destination: 'sheet',
      outcome: 'written' as const,
      reason: '',
    };
    await appendAudit(world.ledger, { ...entry, runId });
    await appendAudit(world.ledger, { ...entry, runId: 'another', by: 'somebody else' });
    await writeReport({ runId }, world);
    const second = await textAt(`reports/${runId}.html`);
    expect(second).toContain('<bdi>ana</bdi>:\n1 written');
    expect(second).not.toContain('somebody else');
  });

  test('an earlier plan is judged from the first whole day after it was applied, by the clock of the policy', async () => {
    const { world, textAt } = await worldWithRun();
    await world.objects.put(`plans/${runId}.json`, bytesOf({ ...record, timeZone: 'America/New_York' }));
    const earlier = '2026-11-08-00000000';
    const planKey = `plans/${earlier}.json`;
    await world.objects.put(planKey, bytesOf({ ...record, runId: earlier, asOf: '2026-11-08' }));
    const { plan, currency, policyKey, createdAtMs } = record;
    const value = {
      asOf: '2026-11-08',
      currency,
      createdAtMs: createdAtMs - 1e9,
      status: plan.status,
      budgetMicros: plan.budgetMicros,
      planKey,
      policyKey,
      scoresKey,
      ingestKey: null,
      // The evening of the 9th in New York.
      applied: { atMs: Date.parse('2026-11-10T02:00:00Z'), by: 'ana', lines: 3 },
    };
    await world.ledger.write({ partition: 'run', sort: earlier, value }, 0);
    await writeReport({ runId }, world);
    const tables = v.parse(
      v.object({ history: v.array(v.object({ realisedDays: v.number() })) }),
      JSON.parse(await textAt(`reports/${runId}.json`)),
    );
    const young = sheet.channels.flatMap(({ series }) => series.filter(({ completeness }) => completeness < 0.5));
    const from = '2026-11-10';
    const days = new Set(
      sheet.channels.flatMap(({ series }) => series.map(({ day }) => day)).filter((day) => day >= from),
    );
    for (const { day } of young) days.delete(day);
    expect(tables.history).toMatchObject([{ realisedDays: days.size }]);
  });

  test('refuses a run that is not there, and an ingest result that is not there', async () => {
    const { world } = await worldWithRun('gone');
    await expect(writeReport({ runId: 'none' }, world)).rejects.toMatchObject({ code: 'UnknownRun' });
    await expect(writeReport({ runId }, world)).rejects.toMatchObject({ code: 'NoData' });
    await expect(writeReport({}, world)).rejects.toThrow('runId');
  });
});
