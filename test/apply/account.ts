import { encodeJson } from '../../functions/core/json.ts';
import type { Plan, PlanLine, RunRecord } from '../../functions/core/plan.ts';
import type { World } from '../../functions/core/world.ts';
import type { ApplyRules } from '../../functions/apply/refuse-apply.ts';

export const UNIT = 1_000_000;
export const RUN = '2026-09-30-0123abcd';
const CREATED_AT_MS = Date.parse('2026-10-01T06:00:00Z');

/** A line of a plan in whole units of money: `line('google:1:2', 10, 6)`. */
export function line(channel: string, current: number, proposed: number, parts: Partial<PlanLine> = {}): PlanLine {
  return Object.freeze({
    channel,
    currentMicros: current * UNIT,
    currentSource: 'report',
    proposedMicros: proposed * UNIT,
    expectedReturnMicros: 3 * proposed * UNIT,
    marginalRoas: 1,
    binding: null,
    reason: '',
    ...parts,
  });
}

export function runRecord(
  lines: readonly PlanLine[],
  parts: Partial<RunRecord> = {},
  plan: Partial<Plan> = {},
): RunRecord {
  const budgetMicros = lines.reduce((sum, { proposedMicros }) => sum + proposedMicros, 0);
  return {
    runId: RUN,
    asOf: '2026-09-30',
    currency: 'USD',
    timeZone: 'UTC',
    groups: [],
    createdAtMs: CREATED_AT_MS,
    policyKey: 'policies/0.yaml',
    scoresKey: `scores/${parts.runId ?? RUN}.json`,
    ...parts,
    plan: {
      status: 'optimal',
      reason: '',
      budgetMicros,
      targetBudgetMicros: budgetMicros,
      lines,
      expected: {
        currentReturnMicros: 1,
        proposedReturnMicros: 2,
        upliftMicros: 1,
        upliftLowMicros: 0,
        upliftHighMicros: 2,
        probabilityBetter: 0.9,
      },
      certificate: { multiplier: 1, boundMicros: 2, gap: 0 },
      ...plan,
    },
  };
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(encodeJson(value));
}

/** Puts a run into the store as planning would. Names are by channel; a channel without one is called by its id. */
export async function storeRun(
  world: World,
  record: RunRecord,
  names: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { runId, asOf, createdAtMs, currency, policyKey, scoresKey, plan } = record;
  const planKey = `plans/${runId}.json`;
  await world.objects.put(planKey, encode(record));
  const channels = Object.entries(names).map(([channel, name]) => ({
    channel,
    name,
    platform: channel.slice(0, channel.indexOf(':')),
  }));
  await world.objects.put(scoresKey, encode({ channels }));
  const { status, budgetMicros } = plan;
  const summary = { asOf, createdAtMs, status, budgetMicros, currency, planKey, policyKey, scoresKey, applied: null };
  await world.ledger.write({ partition: 'run', sort: runId, value: summary }, 0);
}

/** Rules that send the platforms named to the destination `kind`. */
export function rules(kind: string, platforms: readonly string[] = ['google', 'meta', 'tiktok']): ApplyRules {
  return {
    timeZone: 'UTC',
    destinations: Object.fromEntries(platforms.map((platform) => [platform, kind])),
    guardrails: { maxAgeDays: 3 },
  };
}
