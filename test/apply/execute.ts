import { close } from '../../functions/apply/close.ts';
import type { OpenDestination } from '../../functions/apply/destination.ts';
import { prepare } from '../../functions/apply/prepare.ts';
import type { PrepareRequest } from '../../functions/apply/prepare.ts';
import type { ApplyRules } from '../../functions/apply/refuse-apply.ts';
import { writePhase } from '../../functions/apply/write-phase.ts';
import type { ChangeLine } from '../../functions/core/run-ledger.ts';
import type { World } from '../../functions/core/world.ts';
import { RUN, rules } from './account.ts';

interface Setting {
  readonly world: World;
  readonly open: OpenDestination;
  readonly rules?: ApplyRules;
}

/** The four states in their order, as the workflow runs them. */
export async function execute(
  action: 'apply' | 'rollback',
  setting: Setting,
  request: Partial<PrepareRequest> = {},
): Promise<readonly ChangeLine[]> {
  const { world, open } = setting;
  const asked = { runId: RUN, action, by: 'ada', owner: 'ada', assumeCurrent: false, ...request };
  const { changesKey } = await prepare(asked, world, setting.rules ?? rules('memory'), open);
  await writePhase({ changesKey, phase: 'lowered' }, world, open);
  await writePhase({ changesKey, phase: 'raised' }, world, open);
  const { lines } = await close(changesKey, world, open);
  return lines;
}

/** A clock that moves on by a millisecond whenever it is read. */
export function tickingClock(startMs = Date.parse('2026-10-01T12:00:00Z')) {
  let now = startMs;
  return { nowMs: () => now++, advance: (ms: number) => void (now += ms) };
}
