import { MarginalError } from '../functions/core/errors.ts';
import type { Ledger } from '../functions/core/ports.ts';

/** So many of the runs that could be meant are named. */
const NAMED_MAX = 5;

/**
 * The id of the one run that begins with what was typed; what no run begins with comes back as it is, for the command to
 * refuse. Throws `UnknownRun` where several do, and names them.
 * Worked example: of `2026-09-30-393dc2ac` and `2026-10-01-3f9a01bc`, `2026-10` is the second, `2026` either.
 */
export async function runIdOf(typed: string, { ledger }: { readonly ledger: Ledger }): Promise<string> {
  const runs = typed === '' ? [] : await ledger.query('run', { prefix: typed, descending: true });
  const ids = runs.map(({ sort }) => sort);
  if (ids.includes(typed)) return typed;
  const [only = typed, ...others] = ids;
  if (others.length === 0) return only;
  const named = ids.slice(0, NAMED_MAX);
  const more = ids.length > named.length ? `, … (${ids.length} in all)` : '';
  throw new MarginalError(
    'UnknownRun',
    `several runs begin with '${typed}': ${named.join(', ')}${more}; type more of it`,
    {
      details: { typed, runs: named },
    },
  );
}
