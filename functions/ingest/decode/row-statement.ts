import type { BudgetKind, ChannelNote } from '../../core/facts.ts';
import { budgetKind } from './budget-kind.ts';
import { campaignStatus } from './campaign-status.ts';
import type { FoundHeader } from './find-header.ts';
import { isMissing, type SourceRow, type SourceRows } from './read-rows.ts';
import type { RowNumbers } from './row-numbers.ts';

const NAME_LENGTH_MAX = 256;

/** What a row says of its channel besides counts. */
export type Statement = Omit<ChannelNote, 'channel' | 'statedAtMs' | 'liftTests'>;

/** A name, status or budget that cannot be read is left aside: it is not worth losing the row's money for. */
export function rowStatement(
  { format, columns }: FoundHeader,
  { cell }: SourceRows,
  { amount }: Pick<RowNumbers, 'amount'>,
): (row: SourceRow) => Statement {
  const perAd = columns.campaign === undefined && columns.ad !== undefined;

  function kindOf(row: SourceRow): BudgetKind | undefined {
    if (perAd || !isMissing(cell(row, 'sharedBudget'))) return 'shared';
    // Meta writes "Using ad set budget" where the amount would be.
    const stated = budgetKind(cell(row, 'budgetType')) ?? budgetKind(cell(row, 'dailyBudget'));
    if (stated !== undefined || format.budgetIsDaily !== true) return stated;
    if (!isMissing(cell(row, 'dailyBudget'))) return 'daily';
    return isMissing(cell(row, 'totalBudget')) ? undefined : 'total';
  }

  function dailyBudget(row: SourceRow): number | undefined {
    const micros = isMissing(cell(row, 'dailyBudget')) ? undefined : amount(row, 'dailyBudget');
    return typeof micros === 'number' && micros >= 0 ? micros : undefined;
  }

  return (row) => {
    const name = cell(row, 'name')
      .replaceAll(/\p{Cc}+/gu, ' ')
      .slice(0, NAME_LENGTH_MAX);
    const platform = cell(row, 'platform').toLowerCase();
    const status = campaignStatus(cell(row, 'status'));
    const kind = kindOf(row);
    const dailyBudgetMicros = kind === 'daily' ? dailyBudget(row) : undefined;
    return {
      ...(isMissing(name) ? {} : { name }),
      ...(isMissing(platform) ? {} : { platform }),
      ...(status === undefined ? {} : { status }),
      ...(kind === undefined || (kind === 'daily' && dailyBudgetMicros === undefined) ? {} : { budgetKind: kind }),
      ...(dailyBudgetMicros === undefined ? {} : { dailyBudgetMicros }),
    };
  };
}
