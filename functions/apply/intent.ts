import * as v from 'valibot';
import type { ChannelId } from '../core/channel.ts';
import { MarginalError } from '../core/errors.ts';
import type { Micros } from '../core/money.ts';
import type { Item, Ledger } from '../core/ports.ts';
import type { BudgetAction } from '../core/run-ledger.ts';

/**
 * Said before a budget is sent, taken back once its outcome is in the ledger (`intent`/channel). One that is found
 * open belongs to a change whose outcome nobody knows: read the live budget before anything else happens there.
 */
export interface Intent {
  readonly channel: ChannelId;
  readonly runId: string;
  readonly action: BudgetAction;
  readonly by: string;
  readonly destination: string;
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
  readonly atMs: number;
  readonly epoch: number;
  /** Place of the line among the prepared ones. */
  readonly index: number;
  /** Version of the channel's budget in the ledger when the intent was opened (0: none): nobody may write between. */
  readonly budgetVersion: number;
  readonly version: number;
}

const PARTITION = 'intent';

const intentSchema = v.object({
  open: v.boolean(),
  runId: v.string(),
  action: v.picklist(['apply', 'rollback']),
  by: v.string(),
  destination: v.string(),
  fromMicros: v.number(),
  toMicros: v.number(),
  atMs: v.number(),
  epoch: v.number(),
  index: v.number(),
  budgetVersion: v.number(),
});

/** Orders the audit entries of one moment as they were sent, and is never given out twice. */
export function seqOf({ epoch, index, version }: Pick<Intent, 'epoch' | 'index' | 'version'>): string {
  return [epoch, index, version].map((part) => String(part).padStart(6, '0')).join('-');
}

async function writeIntent(ledger: Ledger, intent: Intent, open: boolean): Promise<void> {
  const { channel, version, ...value } = intent;
  if (await ledger.write({ partition: PARTITION, sort: channel, value: { ...value, open } }, version)) return;
  throw new MarginalError('Conflict', `somebody else is changing the budget of '${channel}'`);
}

/** Opens an intent; throws `Conflict` where another one came between. */
export async function openIntent(ledger: Ledger, intent: Omit<Intent, 'version'>): Promise<Intent> {
  const version = (await ledger.get(PARTITION, intent.channel))?.version ?? 0;
  await writeIntent(ledger, { ...intent, version }, true);
  return { ...intent, version: version + 1 };
}

/** Takes an intent back: its outcome is in the ledger, or it is certain that nothing happened. */
export async function closeIntent(ledger: Ledger, intent: Intent): Promise<void> {
  await writeIntent(ledger, intent, false);
}

function openOnes(item: Item): Intent[] {
  const { open, ...intent } = v.parse(intentSchema, item.value);
  return open ? [{ ...intent, channel: item.sort, version: item.version }] : [];
}

/** Intents whose outcome is not known yet, ascending by channel. */
export async function openIntents(ledger: Ledger): Promise<Intent[]> {
  return (await ledger.query(PARTITION)).flatMap(openOnes);
}
