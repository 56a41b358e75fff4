import { formatMicros } from '../functions/core/money.ts';
import type { Plan } from '../functions/core/plan.ts';
import type { ScoredChannel } from '../functions/core/scored.ts';
import { cell, table } from './print.ts';

/** A plan as a terminal shows it: the headline, the lines with the largest moves first, the proof. */
export function planLines(plan: Plan, currency: string, channels: readonly ScoredChannel[]): string[] {
  const nameOf = new Map(channels.map(({ channel, name }) => [channel, name]));
  const money = (micros: number) => formatMicros(micros, currency);
  const moves = [...plan.lines].sort(
    (a, b) =>
      Math.abs(b.proposedMicros - b.currentMicros) - Math.abs(a.proposedMicros - a.currentMicros) ||
      (a.channel < b.channel ? -1 : 1),
  );
  return [
    headline(plan, currency),
    '',
    ...table(
      ['channel', 'name', 'today', 'proposed', 'change', 'why'],
      moves.map((line) => [
        cell(line.channel),
        cell(nameOf.get(line.channel) ?? '', 28),
        money(line.currentMicros),
        money(line.proposedMicros),
        change(line.currentMicros, line.proposedMicros),
        cell(line.reason, 100),
      ]),
    ),
    '',
    proof(plan, currency),
  ];
}

function headline(
  { status, reason, budgetMicros, targetBudgetMicros, lines, expected }: Plan,
  currency: string,
): string {
  const money = (micros: number) => formatMicros(micros, currency);
  if (status === 'infeasible') return `Infeasible: ${reason}`;
  if (status === 'held') return `Held at ${money(budgetMicros)} a day: ${reason}`;
  const reached = budgetMicros === targetBudgetMicros ? '' : ` (asked: ${money(targetBudgetMicros)})`;
  const range = `${signed(expected.upliftLowMicros, currency)} to ${signed(expected.upliftHighMicros, currency)}`;
  const today = lines.reduce((sum, { currentMicros }) => sum + currentMicros, 0);
  const than = today === budgetMicros ? 'than today' : `than today's split of ${money(budgetMicros)}`;
  return `Plan over ${money(budgetMicros)} a day${reached}: expected return ${signed(expected.upliftMicros, currency)} a day against today (90 %: ${range}), better ${than} with probability ${(expected.probabilityBetter * 100).toFixed(0)} %`;
}

function signed(micros: number, currency: string): string {
  return `${micros >= 0 ? '+' : '−'}${formatMicros(Math.abs(micros), currency)}`;
}

function proof({ certificate: { multiplier, boundMicros, gap } }: Plan, currency: string): string {
  if (boundMicros === null || gap === null) return 'No proof: nothing could be moved.';
  const next = multiplier === null ? '' : ` The next unit of money earns ${multiplier.toFixed(2)}.`;
  return `Proof: no plan within the same limits returns more than ${formatMicros(boundMicros, currency)} a day (gap ${(gap * 100).toPrecision(2)} %).${next}`;
}

function change(fromMicros: number, toMicros: number): string {
  if (fromMicros === toMicros) return '–';
  if (fromMicros === 0) return 'new';
  const share = (toMicros - fromMicros) / fromMicros;
  return `${share > 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)} %`;
}
