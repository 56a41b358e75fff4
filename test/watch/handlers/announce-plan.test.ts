import { describe, expect, test } from 'vitest';
import type { World } from '../../../functions/core/world.ts';
import { announcePlan } from '../../../functions/watch/handlers/announce-plan.ts';
import { runMachine } from '../../../local/machine.ts';
import { askedAccount } from '../../ask/asked-account.ts';

async function plannedAccount() {
  const world = await askedAccount();
  const input = { asOf: null, since: null, policyKey: null, ingestKey: null };
  const output = await runMachine('reallocate', input, world, { executionName: 'r' });
  const sent: { subject: string; text: string }[] = [];
  const outbox: World['outbox'] = {
    stage: 'prod',
    linkTo: async (key, hours) => `https://example.com/${key}?hours=${hours}`,
    send: async (message) => void sent.push(message),
  };
  return { world: { ...world, outbox }, output, sent };
}

const ended = (output: unknown) => ({ detail: { status: 'SUCCEEDED', output: JSON.stringify(output) } });

describe('AnnouncePlan', () => {
  test('sends the headline, a link to the report and the command to type', async () => {
    const { world, output, sent } = await plannedAccount();
    const planned = { runId: runIdIn(output), changes: 2, existing: false };
    expect(await announcePlan(ended({ ...output, planned }), world)).toEqual({ announced: true });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.subject).toBe(`marginal prod: plan ${planned.runId} awaits approval`);
    expect(sent[0]?.text).toContain(`https://example.com/reports/${planned.runId}.html?hours=6`);
    expect(sent[0]?.text).toContain(`marginal apply ${planned.runId} --stage prod`);
  });

  test.each([
    ['changes nothing', { changes: 0 }],
    ['was announced before', { existing: true }],
  ])('a plan that %s is not announced', async (_what, difference) => {
    const { world, output, sent } = await plannedAccount();
    const planned = { runId: runIdIn(output), changes: 2, existing: false, ...difference };
    expect(await announcePlan(ended({ ...output, planned }), world)).toEqual({ announced: false });
    expect(sent).toEqual([]);
  });

  test('a plan that applies itself is not announced', async () => {
    const { world, output, sent } = await plannedAccount();
    const planned = { runId: runIdIn(output), changes: 2, existing: false };
    await announcePlan(ended({ ...output, planned, started: { started: true } }), world);
    expect(sent).toEqual([]);
  });
});

function runIdIn({ planned }: Record<string, unknown>): string {
  return typeof planned === 'object' && planned !== null && 'runId' in planned ? String(planned.runId) : '';
}
