import { platformOf } from '../core/channel.ts';
import type { PlanLine, RunRecord } from '../core/plan.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';

/** A channel as the report shows it: its line of the plan beside its figures. */
export interface ReportLine {
  readonly plan: PlanLine;
  /** Null where the sheet does not know the channel. */
  readonly scored: ScoredChannel | null;
  readonly name: string;
  readonly platform: string;
  readonly changeMicros: number;
  /** The id of the channel's curve in the page: made of its position, never of its text. */
  readonly anchor: string;
}

/** Every line of the plan, most money moved first, then the largest budgets, then by id. */
export function reportLines(record: RunRecord, sheet: ScoreSheet): ReportLine[] {
  const scoredById = new Map(sheet.channels.map((scored) => [scored.channel, scored]));
  return record.plan.lines.toSorted(byMoneyMoved).map((plan, position) => {
    const scored = scoredById.get(plan.channel) ?? null;
    return {
      plan,
      scored,
      name: scored?.name ?? plan.channel,
      platform: scored?.platform ?? platformOf(plan.channel),
      changeMicros: changeOf(plan),
      anchor: `c${position + 1}`,
    };
  });
}

function byMoneyMoved(a: PlanLine, b: PlanLine): number {
  const byMove = Math.abs(changeOf(b)) - Math.abs(changeOf(a));
  return byMove || b.currentMicros - a.currentMicros || (a.channel < b.channel ? -1 : 1);
}

function changeOf({ currentMicros, proposedMicros }: PlanLine): number {
  return proposedMicros - currentMicros;
}
