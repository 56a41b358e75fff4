import { sumMicros } from '../../core/money.ts';
import type { Plan } from '../../core/plan.ts';
import { gainChart } from '../charts/gain-chart.ts';
import { displayText } from '../display-name.ts';
import type { Figures } from '../figures.ts';
import { html, type HtmlValue, type SafeHtml } from '../html.ts';
import type { IngestSummary } from '../../core/ingest-summary.ts';
import type { ReportInput } from '../report-input.ts';
import type { ReportLine } from '../report-lines.ts';
import { appliedState } from './applied.ts';
import { GAP_SHOWN_FROM, gapInWords } from './proof.ts';

/** What the reader must know before anything else: what moves, what it should earn, how sure that is. */
export function headline(input: ReportInput, lines: readonly ReportLine[], figures: Figures): SafeHtml {
  const { record, sheet } = input;
  const { plan } = record;
  const paused = sheet.channels.filter((channel) => channel.paused).length;
  return html`<header class="headline ${plan.status}">
    <p class="eyebrow">
      Budget plan · data to ${figures.day(record.asOf)} <span class="chip ${plan.status}">${STATUS[plan.status]}</span>
    </p>
    <h1>${title(plan, lines, figures)}</h1>
    <p class="lead">${lead(plan, lines, figures)}</p>
    <div class="tiles">
      ${budgetTile(plan, lines, figures)} ${plan.status !== 'infeasible' && gainTile(plan, figures)}
      ${plan.status !== 'infeasible' && proofTile(plan, figures)} ${evidenceTile(input, lines, figures)}
    </div>
    <p class="state">${appliedState(input, figures)}</p>
    <p class="meta">
      Run <code>${record.runId}</code> ·
      ${figures.counted(sheet.channels.length, 'channel')}${paused > 0 && `, ${paused} of them paused`} · all budgets
      and returns per day, in ${record.currency} · as of ${figures.time(input.statedAtMs)}
    </p>
  </header>`;
}

/** A larger gap is a number to weigh; a smaller one is rounding to whole cents. */
const PROVEN_BELOW = 1e-4;

const STATUS = { optimal: 'Proposed', held: 'Held', infeasible: 'Not possible' } as const;

interface Moves {
  readonly raisedMicros: bigint;
  readonly loweredMicros: bigint;
  readonly raised: number;
  readonly lowered: number;
}

function movesOf(lines: readonly ReportLine[]): Moves {
  const up = lines.filter(({ changeMicros }) => changeMicros > 0);
  const down = lines.filter(({ changeMicros }) => changeMicros < 0);
  return {
    raisedMicros: sumMicros(up.map(({ changeMicros }) => changeMicros)),
    loweredMicros: sumMicros(down.map(({ changeMicros }) => -changeMicros)),
    raised: up.length,
    lowered: down.length,
  };
}

function title(plan: Plan, lines: readonly ReportLine[], figures: Figures): string {
  if (plan.status === 'infeasible') return 'No budgets fit these limits';
  if (lines.length === 0) return 'No channel to plan yet';
  const { raisedMicros, loweredMicros } = movesOf(lines);
  const moved = raisedMicros < loweredMicros ? raisedMicros : loweredMicros;
  const added = raisedMicros - loweredMicros;
  if (plan.status === 'held') {
    return added < 0
      ? `Hold, with the total lowered by ${figures.money(-added)} a day`
      : 'Hold: budgets stay as they are';
  }
  const steps = [
    ...(moved > 0 ? [`move ${figures.money(moved)}`] : []),
    ...(added > 0 ? [`add ${figures.money(added)}`] : []),
    ...(added < 0 ? [`take out ${figures.money(-added)}`] : []),
  ];
  if (steps.length === 0) return 'Budgets already stand where they earn most';
  const sentence = `${steps.join(' and ')} a day`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

function lead(plan: Plan, lines: readonly ReportLine[], figures: Figures): HtmlValue {
  if (plan.status !== 'optimal' || lines.length === 0) return sentence(displayText(plan.reason));
  const { upliftMicros, upliftLowMicros, upliftHighMicros, probabilityBetter } = plan.expected;
  const direction = upliftMicros < 0 ? 'less' : 'more';
  const { raised, lowered } = movesOf(lines);
  if (raised + lowered === 0) return sentence(displayText(plan.reason));
  return html`Expected:
    <strong>${figures.returned(Math.abs(upliftMicros))} ${direction} ${figures.returnNoun} a day</strong>, 90% interval
    ${figures.returnedChange(upliftLowMicros)} to ${figures.returnedChange(upliftHighMicros)}. The chance that this
    beats today’s budgets is <strong>${figures.chance(probabilityBetter)}</strong>.`;
}

function sentence(reason: string): string {
  const text = reason === '' ? 'no reason was given' : reason;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`;
}

function budgetTile(plan: Plan, lines: readonly ReportLine[], figures: Figures): SafeHtml {
  const { raisedMicros, loweredMicros, raised, lowered } = movesOf(lines);
  const change = raisedMicros - loweredMicros;
  const missed = plan.targetBudgetMicros !== plan.budgetMicros;
  return html`<section class="tile">
    <h2>Budget a day</h2>
    <p class="figure">${figures.money(plan.budgetMicros)}</p>
    <p>
      ${change === 0n ? 'The same as today' : `${figures.moneyChange(change)} against today`}${missed && `; ${figures.money(plan.targetBudgetMicros)} was asked for, the limits allow no nearer`}.
    </p>
    <p>${raised} up, ${lowered} down, ${lines.length - raised - lowered} unchanged.</p>
  </section>`;
}

function gainTile(plan: Plan, figures: Figures): SafeHtml {
  const { expected } = plan;
  const { currentReturnMicros, proposedReturnMicros, upliftMicros, upliftLowMicros, upliftHighMicros } = expected;
  if (upliftMicros === 0 && upliftLowMicros === upliftHighMicros) {
    return html`<section class="tile">
      <h2>Expected ${figures.returnNoun} a day</h2>
      <p class="figure">${figures.returned(proposedReturnMicros)}</p>
      <p>As with today’s budgets.</p>
    </section>`;
  }
  const share =
    currentReturnMicros > 0
      ? html` <small>(${figures.percentChange(upliftMicros / currentReturnMicros)})</small>`
      : null;
  return html`<section class="tile">
    <h2>Expected gain a day</h2>
    <p class="figure">${figures.returnedChange(upliftMicros)}${share}</p>
    ${gainChart(expected, figures)}
    <p>
      ${figures.returned(proposedReturnMicros)} instead of ${figures.returned(currentReturnMicros)}
      ${figures.returnNoun}; bar: 90% interval.
    </p>
  </section>`;
}

function proofTile({ certificate, status }: Plan, figures: Figures): SafeHtml | null {
  const { gap, boundMicros } = certificate;
  if (gap === null || boundMicros === null) return null;
  const isBest = gap < PROVEN_BELOW;
  const claim =
    status === 'held'
      ? html`${gapInWords(gap)} <small>left by holding, at most</small>`
      : isBest
        ? html`Proven best <small>to within ${gapInWords(Math.max(gap, GAP_SHOWN_FROM))}</small>`
        : html`Within ${gapInWords(gap)} <small>of the best possible</small>`;
  return html`<section class="tile">
    <h2>Proof</h2>
    <p class="figure">${claim}</p>
    <p>
      By these curves no budgets within the same limits return more than ${figures.returned(boundMicros)}.
      <a href="#proof">The numbers</a>
    </p>
  </section>`;
}

function evidenceTile({ sheet, quality }: ReportInput, lines: readonly ReportLine[], figures: Figures): SafeHtml {
  const trusted = lines.filter(({ scored }) => scored?.verdict === 'trusted').length;
  const spend = sheet.channels.reduce((sum, { spendMicros }) => sum + BigInt(spendMicros), 0n);
  return html`<section class="tile">
    <h2>Evidence</h2>
    <p class="figure">${trusted} <small>of ${figures.counted(lines.length, 'channel')} trusted</small></p>
    <p>${figures.moneyRounded(spend)} of spend behind the curves. ${intakeInWords(quality, figures)}</p>
  </section>`;
}

function intakeInWords(quality: IngestSummary | null, figures: Figures): HtmlValue {
  if (quality === null) return null;
  if (quality.rejected + quality.refusedFiles === 0) return 'Every row was taken.';
  const troubles = [
    ...(quality.rejected > 0 ? [`${figures.counted(quality.rejected, 'row')} rejected`] : []),
    ...(quality.refusedFiles > 0 ? [`${figures.counted(quality.refusedFiles, 'file')} refused`] : []),
  ];
  return html`${troubles.join(', ')}. <a href="#data">Which</a>`;
}
