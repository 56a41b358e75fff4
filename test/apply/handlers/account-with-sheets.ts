import { closeChanges } from '../../../functions/apply/handlers/close-changes.ts';
import { lowerBudgets } from '../../../functions/apply/handlers/lower-budgets.ts';
import { prepareChanges } from '../../../functions/apply/handlers/prepare-changes.ts';
import { raiseBudgets } from '../../../functions/apply/handlers/raise-budgets.ts';
import type { World } from '../../../functions/core/world.ts';
import { memoryWorld } from '../../memory-world.ts';
import { line, runRecord, storeRun } from '../account.ts';
import { tickingClock } from '../execute.ts';

export const POLICY = 'currency: USD\ntimeZone: UTC\ndestinations: { google: sheet, meta: sheet }\n';

export const LINES = [line('google:1:7', 10, 6), line('meta:42:9', 5, 9), line('meta:42:10', 3, 3)];

/** A world with one run whose plan moves 4 from Google to Meta. */
export async function sheetWorld(text: string = POLICY): Promise<World> {
  const world = memoryWorld({ clock: tickingClock(), policy: { read: async () => ({ name: 'policy.yaml', text }) } });
  await storeRun(world, runRecord(LINES), { 'google:1:7': 'Brand', 'meta:42:9': 'Shoes' });
  return world;
}

/** The states one after the other, each with the input the workflow gives it. */
export async function runStates(world: World, input: Record<string, unknown>): Promise<unknown[]> {
  const prepared = await prepareChanges(input, world);
  const next = Object.assign({}, prepared);
  return [prepared, await lowerBudgets(next, world), await raiseBudgets(next, world), await closeChanges(next, world)];
}
