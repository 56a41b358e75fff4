import type { BudgetKind } from '../../core/facts.ts';

const DAILY =
  /^(daily|daily[ _]budget|average daily|diario|quotidien|taglich|tagesbudget|dailybudget(standard|accelerated|even)?)$/;
const TOTAL = /^(campaign total|total|total[ _]budget|lifetime|lifetime[ _]budget|monthly|monthlybudget.*)$/;
const ELSEWHERE = /^(using )?(ad set|ad group) budget$/;

/** What kind of budget a column of types, in the words of any platform, states; undefined for words that do not tell. */
export function budgetKind(text: string): BudgetKind | undefined {
  const words = text.trim().toLowerCase();
  if (DAILY.test(words)) return 'daily';
  if (TOTAL.test(words)) return 'total';
  return ELSEWHERE.test(words) ? 'none' : undefined;
}
