import type { Plan } from '../../functions/core/plan.ts';
import type { ScoreSheet } from '../../functions/core/scored.ts';
import { type Figures, figuresFor } from '../../functions/report/figures.ts';
import type { Scenario } from '../scenario.ts';
import { ChannelHeading } from './channel-heading.tsx';

/** Channels listed where scenarios differ; the rest are in the table below. */
const CHANNELS_MAX = 8;

/** Scenarios side by side: what each comes to, and where their budgets differ most. */
export function Comparison(props: {
  readonly scenarios: readonly Scenario[];
  readonly plans: readonly (Plan | null)[];
  readonly goals: readonly string[];
  /** The scenario whose interval and probability are only about right yet; null where none is. */
  readonly rough: number | null;
  readonly sheet: ScoreSheet;
  readonly figures: Figures;
}) {
  const { scenarios, plans, goals, rough, sheet, figures } = props;
  const figuresOf = (index: number): Figures => {
    const goal = (['revenue', 'conversions', 'profit'] as const).find((each) => each === goals[index]);
    return goal === undefined || goal === sheet.goal ? figures : figuresFor(sheet.currency, goal);
  };
  const rows: readonly (readonly [string, (plan: Plan, own: Figures) => string, 'drawn'?])[] = [
    ['Budget a day', (plan, own) => own.money(plan.budgetMicros)],
    ['Expected return a day', (plan, own) => withNoun(own.returned(plan.expected.proposedReturnMicros), own)],
    [
      'Return per unit of spend',
      (plan, own) => own.ratio(plan.budgetMicros > 0 ? plan.expected.proposedReturnMicros / plan.budgetMicros : 0),
    ],
    ['Against today', (plan, own) => own.returnedChange(plan.expected.upliftMicros)],
    [
      '90% interval',
      ({ expected }, own) =>
        `${own.returnedChange(expected.upliftLowMicros)} to ${own.returnedChange(expected.upliftHighMicros)}`,
      'drawn',
    ],
    ['Chance it beats today’s split', ({ expected }, own) => own.chance(expected.probabilityBetter), 'drawn'],
    [
      'The next unit returns',
      ({ certificate: { multiplier } }, own) => (multiplier === null ? '–' : own.ratio(multiplier)),
    ],
    ['Budgets changed', ({ lines }, own) => own.count(lines.filter(hasMoved).length)],
  ];
  return (
    <section id="compare">
      <h2>Side by side</h2>
      <div class="scroll" role="region" tabIndex={0} aria-label="Scenarios side by side">
        <table>
          <thead>
            <tr>
              <td />
              {scenarios.map(({ name }, index) => (
                <th scope="col" class="number" key={index}>
                  <bdi>{name === '' ? 'Unnamed' : name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, show, drawn]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {plans.map((plan, index) => (
                  <td class="number" key={index}>
                    {drawn === 'drawn' && index === rough && 'about '}
                    {plan === null ? '…' : show(plan, figuresOf(index))}
                  </td>
                ))}
              </tr>
            ))}
            {differing(plans).map((channel) => (
              <tr key={channel}>
                <th scope="row">
                  <ChannelHeading id={channel} name={nameOf(sheet, channel)} />
                </th>
                {plans.map((plan, index) => (
                  <td class="number" key={index}>
                    {plan === null ? '…' : figures.money(budgetOf(plan, channel))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function withNoun(amount: string, { returnNoun }: Figures): string {
  return returnNoun === 'conversions' ? `${amount} conversions` : amount;
}

function hasMoved({ currentMicros, proposedMicros }: { currentMicros: number; proposedMicros: number }): boolean {
  return currentMicros !== proposedMicros;
}

function nameOf({ channels }: ScoreSheet, id: string): string {
  return channels.find(({ channel }) => channel === id)?.name ?? id;
}

function budgetOf({ lines }: Plan, id: string): number {
  return lines.find(({ channel }) => channel === id)?.proposedMicros ?? 0;
}

/** Channels whose budgets differ between the plans, furthest apart first. */
function differing(plans: readonly (Plan | null)[]): string[] {
  const budgets = new Map<string, { least: number; most: number }>();
  for (const plan of plans) {
    for (const { channel, proposedMicros } of plan?.lines ?? []) {
      const known = budgets.get(channel) ?? { least: proposedMicros, most: proposedMicros };
      budgets.set(channel, {
        least: Math.min(known.least, proposedMicros),
        most: Math.max(known.most, proposedMicros),
      });
    }
  }
  return [...budgets]
    .map(([channel, { least, most }]) => ({ channel, apart: most - least }))
    .filter(({ apart }) => apart > 0)
    .sort((a, b) => b.apart - a.apart || (a.channel < b.channel ? -1 : 1))
    .slice(0, CHANNELS_MAX)
    .map(({ channel }) => channel);
}
