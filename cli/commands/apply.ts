import { userInfo } from 'node:os';
import * as v from 'valibot';
import { decodeJson } from '../../functions/core/json.ts';
import { formatMicros } from '../../functions/core/money.ts';
import { getRun } from '../../functions/core/run-ledger.ts';
import type { Flags } from '../flags.ts';
import { cell, print, table } from '../print.ts';
import { copySheets, sheetLines } from '../run-folder.ts';
import { runIdOf } from '../run-id-of.ts';
import { withWorld } from '../session.ts';

const Result = v.object({
  runId: v.string(),
  lines: v.array(
    v.object({
      channel: v.string(),
      fromMicros: v.number(),
      toMicros: v.number(),
      outcome: v.picklist(['written', 'skipped', 'failed']),
      reason: v.string(),
    }),
  ),
});

const Answer = v.object({ resultKey: v.string(), files: v.array(v.string()) });

export function apply(flags: Flags, run: string, { assumeCurrent }: { assumeCurrent: boolean }): Promise<number> {
  return change(flags, { run, action: 'apply', assumeCurrent });
}

export function rollback(flags: Flags, run: string): Promise<number> {
  return change(flags, { run, action: 'rollback', assumeCurrent: false });
}

interface Request {
  /** As it was typed. */
  readonly run: string;
  readonly action: 'apply' | 'rollback';
  readonly assumeCurrent: boolean;
}

/** Exit status 1 when a line failed: somebody has to look. */
async function change(flags: Flags, { run, action, assumeCurrent }: Request): Promise<number> {
  return withWorld(flags, { writes: true, mustExist: true }, async (world) => {
    const runId = await runIdOf(run, world);
    const { record } = await getRun(world.ledger, world.objects, runId);
    const by = userInfo().username;
    const input = { runId, action, by, assumeCurrent };
    const { resultKey, files } = v.parse(Answer, (await world.run('apply', input)).output);
    const result = v.parse(Result, decodeJson(new TextDecoder().decode(await world.objects.get(resultKey))));
    const sheets = await copySheets(world, { runId, keys: files }, flags.out);
    print(flags.json, result, () => [
      ...table(
        ['channel', 'from', 'to', 'outcome', 'why'],
        result.lines.map(({ channel, fromMicros, toMicros, outcome, reason }) => {
          const [from, to] = [formatMicros(fromMicros, record.currency), formatMicros(toMicros, record.currency)];
          return [cell(channel), from, to, outcome, cell(reason ?? '', 80)];
        }),
      ),
      ...sheetLines(sheets),
    ]);
    return result.lines.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  });
}
