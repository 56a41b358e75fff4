import type { ChannelId } from '../../core/channel.ts';
import { csvText, inertCell } from '../../core/csv-text.ts';
import { microsToDecimal, minorUnitMicros } from '../../core/money.ts';
import { channelParts } from '../channel-parts.ts';
import type { BudgetChange, Destination, DestinationContext, WriteOutcome } from '../destination.ts';
import { UPLOAD_SHEETS, inUploadOrder, majorUnitsIn } from './upload-sheet.ts';
import type { AmountText } from './upload-sheet.ts';

/** Account ids as platforms give them; any other text stays out of file names. */
const PLAIN_ACCOUNT = /^[\w-]{1,64}$/;

const PLAN_HEAD = ['channel', 'name', 'platform', 'account', 'campaign', 'currentBudget', 'newBudget', 'change'];

type Rows = (readonly string[])[];

function planRow({ channel, name, platform, fromMicros, toMicros }: BudgetChange, amountText: AmountText): string[] {
  const { account, campaign } = channelParts(channel);
  const amounts = [fromMicros, toMicros, toMicros - fromMicros].map(amountText);
  return [...[channel, name, platform, account, campaign].map(inertCell), ...amounts];
}

/** The files for these changes by name, without folder: one a platform that imports sheets, and `plan.csv` for all. */
export function sheetFiles(changes: readonly BudgetChange[], currency: string): ReadonlyMap<string, string> {
  const amountText = majorUnitsIn(currency);
  const ordered = inUploadOrder(changes);
  const files = new Map<string, Rows>();
  for (const sheet of UPLOAD_SHEETS) {
    for (const change of ordered.filter(({ platform }) => platform === sheet.platform)) {
      const { account } = channelParts(change.channel);
      const suffix = sheet.perAccount && PLAIN_ACCOUNT.test(account) ? `-${account}` : '';
      const name = `${sheet.fileName}${suffix}.csv`;
      const rows = files.get(name) ?? [...sheet.head];
      rows.push(sheet.row(change, amountText));
      files.set(name, rows);
    }
  }
  if (ordered.length > 0) files.set('plan.csv', [PLAN_HEAD, ...ordered.map((change) => planRow(change, amountText))]);
  return new Map([...files].map(([name, rows]) => [name, csvText(rows)]));
}

function outcomeOf({ toMicros }: BudgetChange, currency: string): WriteOutcome {
  if (toMicros <= 0) {
    return { kind: 'refused', reason: 'no platform takes a daily budget of zero; pause the campaign there instead' };
  }
  if (toMicros % minorUnitMicros(currency) !== 0) {
    return { kind: 'refused', reason: `${microsToDecimal(toMicros)} is no whole number of minor units` };
  }
  return { kind: 'accepted' };
}

/**
 * Files that a person uploads: `sheets/<runId>/<name>.csv`, and `rollback-<name>.csv` for the way back. A change counts
 * as written once the file that holds it is in the store; nothing can be read back. Equal changes make equal bytes.
 * Throws `StoreFull`.
 */
export function sheetDestination(context: DestinationContext): Destination {
  const { runId, action, currency, objects, standing } = context;
  const changes = new Map<ChannelId, BudgetChange>(standing.map((change) => [change.channel, change]));
  const prefix = `sheets/${runId}/${action === 'rollback' ? 'rollback-' : ''}`;

  async function produce(): Promise<string[]> {
    const files = sheetFiles([...changes.values()], currency);
    for (const [name, text] of files) await objects.put(`${prefix}${name}`, new TextEncoder().encode(text));
    return [...files.keys()].map((name) => `${prefix}${name}`).sort();
  }

  return {
    kind: 'sheet',
    read: null,
    write: async (wanted) => {
      const outcomes = wanted.map((change) => outcomeOf(change, currency));
      for (const [place, change] of wanted.entries()) {
        if (outcomes[place]?.kind === 'accepted') changes.set(change.channel, change);
      }
      await produce();
      return outcomes;
    },
    finish: produce,
  };
}
