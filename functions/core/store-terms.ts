import * as v from 'valibot';
import { MarginalError } from './errors.ts';
import type { Policy } from './policy.ts';
import type { Ledger } from './ports.ts';

const PARTITION = 'ingest';
const SORT = 'terms';

const TermsSchema = v.object({
  currency: v.string(),
  /** Null until there are events: reports state their own days. */
  timeZone: v.nullable(v.string()),
});

type Terms = Pick<Policy, 'currency' | 'timeZone'>;

/**
 * Days are those of one zone, amounts those of one currency: under another policy the store would mix them. Throws
 * `CurrencyMismatch` or `PolicyInvalid`.
 */
export async function refuseOtherTerms(ledger: Ledger, terms: Terms | Promise<Terms>): Promise<void> {
  const [item, asked] = await Promise.all([ledger.get(PARTITION, SORT), terms]);
  if (item !== undefined) refuseUnless(v.parse(TermsSchema, item.value), asked);
}

/** Before a batch is registered under them. */
export async function keepTerms(ledger: Ledger, terms: Terms, kind: 'events' | 'report'): Promise<void> {
  const item = await ledger.get(PARTITION, SORT);
  const held = item === undefined ? undefined : v.parse(TermsSchema, item.value);
  if (held !== undefined) refuseUnless(held, terms);
  const timeZone = kind === 'events' ? terms.timeZone : (held?.timeZone ?? null);
  if (held?.timeZone === timeZone) return;
  const value = { currency: terms.currency, timeZone };
  if (await ledger.write({ partition: PARTITION, sort: SORT, value }, item?.version ?? 0)) return;
  // Another group was first; it must have said the same.
  await keepTerms(ledger, terms, kind);
}

function refuseUnless(held: v.InferOutput<typeof TermsSchema>, { currency, timeZone }: Terms): void {
  if (held.currency !== currency) {
    const message = `the store holds amounts in ${held.currency}, the policy is in ${currency}; use another --store`;
    throw new MarginalError('CurrencyMismatch', message);
  }
  if (held.timeZone !== null && held.timeZone !== timeZone) {
    const message = `timeZone: the store's events are in days of ${held.timeZone}, got ${timeZone}; use another --store`;
    throw new MarginalError('PolicyInvalid', message);
  }
}
