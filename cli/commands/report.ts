import { spawn } from 'node:child_process';
import { MarginalError } from '../../functions/core/errors.ts';
import { getRun, listRuns } from '../../functions/core/run-ledger.ts';
import { writeReport } from '../../functions/report/handlers/write-report.ts';
import type { Flags } from '../flags.ts';
import { print } from '../print.ts';
import { copyReport } from '../run-folder.ts';
import { runIdOf } from '../run-id-of.ts';
import { withWorld } from '../session.ts';

/** Renders the report afresh, so that it shows what was applied since. */
export async function report(flags: Flags, given: string | undefined, { open }: { open: boolean }): Promise<number> {
  return withWorld(flags, { writes: false }, async (world) => {
    const runId = given === undefined ? (await listRuns(world.ledger))[0]?.runId : await runIdOf(given, world);
    if (runId === undefined)
      throw new MarginalError('UnknownRun', 'the store holds no run yet; `marginal run` makes one');
    const { summary } = await getRun(world.ledger, world.objects, runId);
    const rendered = new Map<string, Uint8Array>();
    const put = async (key: string, bytes: Uint8Array) => void rendered.set(key, bytes);
    const aside = { ...world.objects, put, get: async (key: string) => rendered.get(key) ?? world.objects.get(key) };
    await writeReport({ runId, ingestKey: summary.ingestKey }, { ...world, objects: aside });
    const path = await copyReport({ ...world, objects: aside }, runId, flags.out);
    print(flags.json, { report: path }, () => [path]);
    if (open) show(path);
    return 0;
  });
}

const OPENERS = new Map([
  ['darwin', 'open'],
  ['win32', 'explorer'],
]);

function show(path: string): void {
  const opener = OPENERS.get(process.platform) ?? 'xdg-open';
  spawn(opener, [path], { detached: true, stdio: 'ignore' })
    .on('error', () => process.stderr.write(`marginal: cannot start '${opener}'; open ${path} yourself\n`))
    .unref();
}
