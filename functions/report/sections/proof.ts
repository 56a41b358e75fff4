import type { Plan } from '../../core/plan.ts';
import type { Figures } from '../figures.ts';
import { html, type SafeHtml } from '../html.ts';

/** Below this, further digits say nothing: budgets are whole cents. */
export const GAP_SHOWN_FROM = 1e-6;

const significant = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 2 });

/** Worked examples: 0 is "0%", 3e-9 is "under 0.0001%", 0.00312 is "0.31%". */
export function gapInWords(gap: number): string {
  if (gap <= 0) return '0%';
  return gap < GAP_SHOWN_FROM ? `under ${significant.format(GAP_SHOWN_FROM)}` : significant.format(gap);
}

/** The certificate in one sentence with its numbers, and the words a reader needs for it. */
export function proof(plan: Plan, figures: Figures): SafeHtml {
  return html`<section id="proof">
    <h2>Proof</h2>
    <p class="certificate">${certificateSentence(plan, figures)}</p>
    <p class="note">
      The bound comes from the dual of the same problem, solved apart from the plan: whoever distrusts the search can
      check it by adding up each curve at its best answer to that price. It is a proof about the curves; how well those
      are known is said by the intervals and the chance above.
    </p>
  </section>`;
}

function certificateSentence({ status, expected, certificate }: Plan, figures: Figures): string {
  const { multiplier, boundMicros, gap } = certificate;
  if (status === 'infeasible' || boundMicros === null || gap === null) {
    return 'There is no certificate: no budgets were searched for, or none exist within the limits.';
  }
  const price =
    multiplier === null
      ? ''
      : ` One more ${figures.ratioBase} a day, put where it is free to go, would return ${figures.ratio(multiplier)}${figures.returnNoun === 'conversions' ? ' conversions' : ''}.`;
  const left =
    gap <= 0
      ? 'nothing is left unearned'
      : `${status === 'held' ? 'holding leaves' : 'they leave'} at most ${gapInWords(gap)} unearned`;
  return `By these curves no budgets within the same limits return more than ${figures.returnedExact(boundMicros)} a day; these return ${figures.returnedExact(expected.proposedReturnMicros)}, so ${left}.${price}`;
}
