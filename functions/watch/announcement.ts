import { chanceInWords } from '../core/chance.ts';
import { formatMicros } from '../core/money.ts';
import type { Plan } from '../core/plan.ts';

export interface AnnouncedRun {
  readonly runId: string;
  readonly asOf: string;
  readonly currency: string;
  readonly plan: Pick<Plan, 'budgetMicros' | 'lines' | 'expected'>;
}

/** What a person reads who is asked to approve a plan: the headline, where the report is, the command to type. */
export function announcement(
  { runId, asOf, currency, plan }: AnnouncedRun,
  { stage, reportLink, linkHours }: { stage: string; reportLink: string; linkHours: number },
): { subject: string; text: string } {
  const { budgetMicros, lines, expected } = plan;
  const money = (micros: number) => formatMicros(micros, currency);
  const moved = lines.filter(({ currentMicros, proposedMicros }) => currentMicros !== proposedMicros).length;
  const headline = `${moved} of ${lines.length} budgets would change, ${money(budgetMicros)} a day in all`;
  return {
    subject: `marginal ${stage}: plan ${runId} awaits approval`,
    text: [
      `${headline}. Data to ${asOf}.`,
      `Expected: ${money(expected.upliftMicros)} more return a day (90 %: ${money(expected.upliftLowMicros)} to ${money(expected.upliftHighMicros)}), better with probability ${chanceInWords(expected.probabilityBetter)}.`,
      '',
      `Report, for ${linkHours} hours: ${reportLink}`,
      '',
      `To approve: marginal apply ${runId} --stage ${stage}`,
    ].join('\n'),
  };
}
