import { MarginalError } from '../core/errors.ts';
import type { Ledger } from '../core/ports.ts';
import { appliedBudgets } from '../core/run-ledger.ts';

/**
 * Refuses, with `NothingToApply`, a run that somebody rolled back: the same facts make the same run again, and the next
 * schedule would undo what a person decided. A person may apply it again.
 */
export async function refuseRolledBack(ledger: Ledger, runId: string): Promise<void> {
  const budgets = [...(await appliedBudgets(ledger)).values()];
  const undone = budgets.find((budget) => budget.runId === runId && budget.action === 'rollback');
  if (undone === undefined) return;
  throw new MarginalError(
    'NothingToApply',
    `run '${runId}' was rolled back by ${undone.by}; only a person applies it again`,
    {
      details: { runId, by: undone.by },
    },
  );
}
