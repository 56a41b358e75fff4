import type { Micros } from '../core/money.ts';
import type { StatedBudget } from '../core/rollup.ts';
import type { CurrentSource } from '../core/scored.ts';

/** Days the mean spend is taken over where nobody states a budget. */
export const MEAN_SPEND_DAYS = 7;

export interface CurrentBudget {
  readonly currentMicros: Micros;
  readonly currentSource: CurrentSource;
}

/**
 * Today's budget: the newest of what we applied, what a budget file says and what the report states (in this order at
 * equal times); where none is, the mean daily spend. Rounded to whole minor units, halves up.
 * Worked number: USD 10.00 spent in 7 days is 1.43 a day.
 */
export function currentBudget(
  stated: { applied: StatedBudget | null; file: StatedBudget | null; report: StatedBudget | null },
  recent: { spendMicros: bigint; days: number },
  minorUnit: Micros,
): CurrentBudget {
  const { source, budget } = newestOf(stated);
  if (budget === null) {
    const perDay = divideRounded(recent.spendMicros, BigInt(Math.max(1, recent.days)) * BigInt(minorUnit));
    return { currentMicros: Number(perDay) * minorUnit, currentSource: 'meanSpend' };
  }
  return {
    currentMicros: Number(divideRounded(BigInt(budget.micros), BigInt(minorUnit))) * minorUnit,
    currentSource: source,
  };
}

function newestOf({ applied, file, report }: Parameters<typeof currentBudget>[0]): {
  source: CurrentSource;
  budget: StatedBudget | null;
} {
  let newest: { source: CurrentSource; budget: StatedBudget | null } = { source: 'applied', budget: applied };
  if (file !== null && file.atMs > (newest.budget?.atMs ?? -Infinity)) newest = { source: 'file', budget: file };
  if (report !== null && report.atMs > (newest.budget?.atMs ?? -Infinity))
    newest = { source: 'report', budget: report };
  return newest;
}

/** Both at least 0; halves go up. */
function divideRounded(amount: bigint, divisor: bigint): bigint {
  return (2n * amount + divisor) / (2n * divisor);
}
