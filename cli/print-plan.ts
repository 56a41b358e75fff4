import { chanceInWords } from '../functions/core/chance.ts';
import { formatMicros } from '../functions/core/money.ts';
import type { Plan } from '../functions/core/plan.ts';
import type { ScoreSheet } from '../functions/core/scored.ts';
import { cell, table } from './print.ts';

type Terms = Pick<ScoreSheet, 'currency' | 'goal'>;

/** A plan as a terminal shows it: the headline, the lines with the largest moves first, the proof. */
export function planLines(plan: Plan, { currency, goal, channels }: ScoreSheet): string[] {
  const nameOf = new Map(channels.map(({ channel, name }) => [channel, name]));
  const money = (micros: number) => formatMicros(micros, currency);
  const moves = [...plan.lines].sort(
    (a, b) =>
      Math.abs(b.proposedMicros - b.currentMicros) - Math.abs(a.proposedMicros - a.currentMicros) ||
      (a.channel < b.channel ? -1 : 1),
  );
  return [
    headline(plan, { currency, goal }),
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
    proof(plan, { currency, goal }),
  ];
}

function headline({ status, reason, budgetMicros, targetBudgetMicros, lines, expected }: Plan, terms: Terms): string {
  const { currency } = terms;
  const money = (micros: number) => formatMicros(micros, currency);
  if (status === 'infeasible') return `Infeasible: ${reason}`;
  if (status === 'held') return `Held at ${money(budgetMicros)} a day: ${reason.replace(/^held: /, '')}`;
  const reached = budgetMicros === targetBudgetMicros ? '' : ` (asked: ${money(targetBudgetMicros)})`;
  const range = `${signed(expected.upliftLowMicros, terms)} to ${signed(expected.upliftHighMicros, terms)}`;
  const today = lines.reduce((sum, { currentMicros }) => sum + currentMicros, 0);
  const than =
    today === budgetMicros ? "than keeping today's split" : `than today's split scaled to ${money(budgetMicros)}`;
  // Of nothing there is one split, which no plan beats.
  const chance =
    budgetMicros === 0 ? '' : `, better ${than} with probability ${chanceInWords(expected.probabilityBetter)}`;
  return `Plan over ${money(budgetMicros)} a day${reached}: expected return ${signed(expected.upliftMicros, terms)} a day against today (90 %: ${range})${chance}`;
}

function signed(micros: number, terms: Terms): string {
  return `${micros >= 0 ? '+' : '−'}${returned(Math.abs(micros), terms)}`;
}

/** A return in the goal's terms: money, or a count of conversions. */
function returned(micros: number, { currency, goal }: Terms): string {
  if (goal !== 'conversions') return formatMicros(micros, currency);
  return `${(micros / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} conversions`;
}

function proof({ certificate: { multiplier, boundMicros, gap } }: Plan, terms: Terms): string {
  if (boundMicros === null || gap === null) return 'No proof: nothing could be moved.';
  const next = multiplier === null ? '' : ` The next unit of money earns ${multiplier.toFixed(2)}.`;
  return `Proof: no plan within the same limits returns more than ${returned(boundMicros, terms)} a day (gap ${(gap * 100).toPrecision(2)} %).${next}`;
}

function change(fromMicros: number, toMicros: number): string {
  if (fromMicros === toMicros) return '–';
  if (fromMicros === 0) return 'new';
  const share = (toMicros - fromMicros) / fromMicros;
  return `${share > 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(1)} %`;
}
