import * as v from 'valibot';
import type { World } from '../../functions/core/world.ts';
import { runMachine } from '../../local/machine.ts';
import { memoryInbox, memoryWorld } from '../memory-world.ts';

const DAY_MS = 86_400_000;
const LAST_DAY_MS = Date.UTC(2026, 8, 30);

/** Two channels over 60 days: 100 and 50 a day, four and two conversions. */
export async function askedAccount(): Promise<World> {
  const days = Array.from({ length: 60 }, (_, age) => new Date(LAST_DAY_MS - age * DAY_MS).toISOString().slice(0, 10));
  const rows = days.flatMap((day) => [`${day},google:1:1,One,100,4,400`, `${day},google:1:2,Two,50,2,150`]);
  const csv = ['date,channel,name,spend,conversions,revenue', ...rows].join('\n');
  const world: World = {
    ...memoryWorld(),
    inbox: memoryInbox({ 'report.csv': csv }),
    clock: { nowMs: () => LAST_DAY_MS + 1.5 * DAY_MS },
    policy: { read: async () => ({ name: 'policy.yaml', text: 'currency: USD\ntimeZone: UTC\n' }) },
  };
  await runMachine('ingest', { policyKey: null }, world, { executionName: 'ingest' });
  return world;
}

export function textIn(answer: unknown, key: string): string {
  return v.parse(v.looseObject({ [key]: v.string() }), answer)[key] ?? '';
}
