import type {
  BudgetChange,
  Destination,
  LiveBudget,
  OpenDestination,
  WriteOutcome,
} from '../../functions/apply/destination.ts';

/** How a platform treats one channel; by default it does as told. */
export type Fault =
  | { readonly kind: 'refuse' }
  /** It does it, and the answer is lost. */
  | { readonly kind: 'timeoutDone' }
  /** The request is lost. */
  | { readonly kind: 'timeoutLost' }
  /** The answer is lost, and it is done only when `platform.landLate` is called. */
  | { readonly kind: 'timeoutLate' }
  /** It says yes and sets another amount. */
  | { readonly kind: 'sets'; readonly micros: number }
  | { readonly kind: 'unreadable' };

export interface MemoryPlatform {
  readonly open: OpenDestination;
  readonly live: Map<string, number>;
  readonly faults: Map<string, Fault>;
  /** Every change that was sent, in order. */
  readonly sent: BudgetChange[];
  /** The largest sum of budgets that ever stood. */
  peakMicros(): bigint;
  landLate(): void;
  setByHand(channel: string, micros: number): void;
}

/** A platform in memory that can be read back, with faults by channel. `effect` runs before each outside effect. */
export function memoryPlatform(
  budgets: Readonly<Record<string, number>>,
  effect: () => void = () => undefined,
): MemoryPlatform {
  const live = new Map(Object.entries(budgets));
  const faults = new Map<string, Fault>();
  const sent: BudgetChange[] = [];
  const late: BudgetChange[] = [];
  const total = () => [...live.values()].reduce((sum, micros) => sum + BigInt(micros), 0n);
  let peak = total();
  const set = (channel: string, micros: number) => {
    live.set(channel, micros);
    if (total() > peak) peak = total();
  };

  function writeOne(change: BudgetChange): WriteOutcome {
    effect();
    sent.push(change);
    const { channel, toMicros } = change;
    const fault = faults.get(channel);
    if (fault?.kind === 'refuse') return { kind: 'refused', reason: 'below the minimum' };
    if (fault?.kind === 'timeoutLate') late.push(change);
    else if (fault?.kind !== 'timeoutLost') set(channel, fault?.kind === 'sets' ? fault.micros : toMicros);
    return fault?.kind.startsWith('timeout') === true
      ? { kind: 'unknown', reason: 'no answer in 30 s' }
      : { kind: 'accepted' };
  }

  const destination: Destination = {
    kind: 'memory',
    read: async (channels) => {
      effect();
      return new Map(
        channels.map((channel): [string, LiveBudget] => {
          const micros = live.get(channel);
          return micros === undefined || faults.get(channel)?.kind === 'unreadable'
            ? [channel, { kind: 'unreadable', reason: 'HTTP 500' }]
            : [channel, { kind: 'known', micros }];
        }),
      );
    },
    write: async (changes) => {
      const outcomes: WriteOutcome[] = [];
      for (const change of changes) {
        outcomes.push(writeOne(change));
        // Lets another execution in between.
        await Promise.resolve();
      }
      return outcomes;
    },
    finish: async () => [],
  };

  return {
    open: (kind) => (kind === 'memory' ? destination : undefined),
    live,
    faults,
    sent,
    peakMicros: () => peak,
    landLate: () => {
      for (const { channel, toMicros } of late.splice(0)) set(channel, toMicros);
    },
    setByHand: set,
  };
}
