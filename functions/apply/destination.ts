import type { ChannelId } from '../core/channel.ts';
import type { Micros } from '../core/money.ts';
import type { ObjectStore } from '../core/ports.ts';
import type { BudgetAction } from '../core/run-ledger.ts';

/** One daily budget to set: always the whole amount, so setting it twice is setting it once. */
export interface BudgetChange {
  readonly channel: ChannelId;
  readonly name: string;
  readonly platform: string;
  readonly fromMicros: Micros;
  readonly toMicros: Micros;
}

export type LiveBudget =
  | { readonly kind: 'known'; readonly micros: Micros }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** `unknown` is a time-out or a broken answer: the change may or may not have happened, or may still happen. */
export type WriteOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Where budgets are written. Whatever a platform answers, or fails to answer, is a value; a destination throws only for
 * what is not about the platform, such as a full store. It never sends a change a second time on its own after an
 * `unknown`.
 */
export interface Destination {
  readonly kind: string;
  /** The budgets as they are now; null where the destination cannot tell, and the ledger stands for it. */
  readonly read: ((channels: readonly ChannelId[]) => Promise<ReadonlyMap<ChannelId, LiveBudget>>) | null;
  /** One outcome for each change, in their order. */
  write(changes: readonly BudgetChange[]): Promise<readonly WriteOutcome[]>;
  /** Completes what the destination leaves for a person; answers the keys of those objects, ascending. */
  finish(): Promise<readonly string[]>;
}

export interface DestinationContext {
  readonly runId: string;
  readonly action: BudgetAction;
  readonly currency: string;
  readonly objects: ObjectStore;
  /** Changes of this run and action at this destination that stand already, from before. */
  readonly standing: readonly BudgetChange[];
}

/** Makes the destination of a kind, or undefined where the kind is not known. */
export type OpenDestination = (kind: string, context: DestinationContext) => Destination | undefined;
