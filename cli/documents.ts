import type { Plan } from '../functions/core/plan.ts';
import type { AppliedSummary, AuditEntry } from '../functions/core/run-ledger.ts';
import type { ScoredChannel } from '../functions/core/scored.ts';

/** A channel as `--json` shows it: the figures, without curve and series. */
export function channelDocument(scored: ScoredChannel) {
  const { channel, name, platform, days, spendMicros, returnMicros, conversions } = scored;
  const { roas, roasLow, roasHigh, marginalRoas, marginalRoasLow, marginalRoasHigh } = scored;
  const { completeness, verdict, reason } = scored;
  return {
    channel,
    name,
    platform,
    days,
    spendMicros,
    returnMicros,
    conversions,
    roas,
    roasLow,
    roasHigh,
    marginalRoas,
    marginalRoasLow,
    marginalRoasHigh,
    completeness,
    verdict,
    reason,
  };
}

export function planDocument(plan: Plan) {
  const { status, reason, budgetMicros, targetBudgetMicros, lines, expected, certificate } = plan;
  return { status, reason, budgetMicros, targetBudgetMicros, lines, expected, certificate };
}

export function appliedDocument(applied: AppliedSummary | null) {
  return applied === null ? null : { at: isoOf(applied.atMs), by: applied.by, lines: applied.lines };
}

export function changeDocument({ atMs, by, runId, action, channel, ...change }: AuditEntry) {
  const { fromMicros, toMicros, destination, outcome, reason } = change;
  return { at: isoOf(atMs), by, runId, action, channel, fromMicros, toMicros, destination, outcome, reason };
}

export function isoOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
