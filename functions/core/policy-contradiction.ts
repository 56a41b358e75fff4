import { microsToDecimal, type Micros } from './money.ts';
import type { PolicyComplaint } from './policy-complaint.ts';
import type { Policy } from './policy.ts';

/** What no single value shows: limits of the same policy that cannot both hold, or that need one another. */
export function policyContradiction({
  goal,
  margin,
  target,
  guardrails,
  channels,
  groups,
}: Policy): PolicyComplaint | undefined {
  if (goal === 'profit' && margin === null) {
    return { path: ['margin'], message: "goal 'profit' needs the share of revenue left after costs, such as 0.4" };
  }
  if (target?.kind === 'cpa' && goal !== 'conversions') {
    return { path: ['targets', 'cpa'], message: `goal is '${goal}'; a cost per conversion needs goal 'conversions'` };
  }
  const { minBudgetMicros: floor, maxBudgetMicros: ceiling } = guardrails;
  if (isAbove(floor, ceiling)) {
    return { path: ['guardrails', 'minBudget'], message: aboveMessage(floor, ceiling, 'guardrails.maxBudget') };
  }
  for (const [index, rule] of channels.entries()) {
    const min = rule.minMicros ?? floor;
    const max = rule.maxMicros ?? ceiling;
    if (!rule.lock && isAbove(min, max)) {
      const path = ['channels', index, rule.minMicros === null ? 'max' : 'min'];
      const clash = rule.minMicros === null ? 'guardrails.minBudget' : 'min';
      const other = rule.maxMicros === null ? 'guardrails.maxBudget' : 'max';
      return { path, message: `${clash} ${aboveMessage(min, max, other)}` };
    }
  }
  const names = new Set<string>();
  for (const [index, group] of groups.entries()) {
    if (names.has(group.name))
      return { path: ['groups', index, 'name'], message: `two groups are named '${group.name}'` };
    names.add(group.name);
    if (isAbove(group.minMicros, group.maxMicros)) {
      return { path: ['groups', index, 'min'], message: aboveMessage(group.minMicros, group.maxMicros, 'max') };
    }
  }
  return undefined;
}

function isAbove(min: Micros | null, max: Micros | null): boolean {
  return min !== null && max !== null && min > max;
}

function aboveMessage(min: Micros | null, max: Micros | null, other: string): string {
  return `${microsToDecimal(min ?? 0)} is above ${other} ${microsToDecimal(max ?? 0)}`;
}
