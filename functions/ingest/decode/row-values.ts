import type { ChannelId } from '../../core/channel.ts';
import type { DecodeContext } from './decode-context.ts';
import type { FoundHeader } from './find-header.ts';
import type { Problem } from './problem.ts';
import type { SourceRow, SourceRows } from './read-rows.ts';
import { rowChannel } from './row-channel.ts';
import { rowDays, type RowDays } from './row-days.ts';
import { rowNumbers, type RowNumbers } from './row-numbers.ts';
import { rowStatement, type Statement } from './row-statement.ts';

/** What the rows of one file mean. */
export interface RowValues extends RowNumbers {
  channel(row: SourceRow): ChannelId | Problem;
  readonly day: RowDays;
  statement(row: SourceRow): Statement;
}

export function rowValues(found: FoundHeader, source: SourceRows, context: DecodeContext): RowValues {
  const numbers = rowNumbers(found, source, context);
  return {
    ...numbers,
    channel: rowChannel(found, source, context),
    day: rowDays(found, source, numbers.style, context),
    statement: rowStatement(found, source, numbers),
  };
}
