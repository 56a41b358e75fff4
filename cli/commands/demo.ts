import { join, relative, sep } from 'node:path';
import { folderInbox } from '../../functions/adapters/inbox-folder.ts';
import { MarginalError } from '../../functions/core/errors.ts';
import type { Inbox, Ledger } from '../../functions/core/ports.ts';
import type { Flags } from '../flags.ts';
import { packageRoot } from '../package-root.ts';
import { loadPolicy } from '../policy-file.ts';
import { withWorld } from '../session.ts';
import { runOnce } from './run.ts';

/** `run` on the sample account. Refuses a store that holds anything else: a demo must not mix with a client's data. */
export async function demo(flags: Flags): Promise<number> {
  if (flags.stage !== null) {
    throw new MarginalError('UsageError', 'demo: the sample account runs embedded; leave --stage out');
  }
  const examples = join(packageRoot(), 'examples');
  const sample: Flags = { ...flags, policy: join(examples, 'policy.yaml'), inbox: join(examples, 'inbox') };
  const inbox = folderInbox([sample.inbox]);
  await loadPolicy(sample.policy);
  return withWorld(sample, { writes: true, inbox }, async (world) => {
    await refuseOtherData(flags.store, inbox, world.ledger);
    const { status, runId } = await runOnce(sample, world);
    if (!flags.json) process.stdout.write(`${whatToTryNext(runId, sample).join('\n')}\n`);
    return status;
  });
}

async function refuseOtherData(store: string, inbox: Inbox, ledger: Ledger): Promise<void> {
  const sample = new Set((await inbox.list()).files.map(({ name }) => JSON.stringify(name)));
  const names = (await ledger.query('register')).map(({ value }) => JSON.stringify(value['name']));
  const foreign = names.find((name) => !sample.has(name));
  if (foreign === undefined) return;
  throw new MarginalError(
    'UsageError',
    `the store '${store}' holds data that is not the sample's (${foreign}); name another with --store`,
  );
}

function whatToTryNext(runId: string, { policy, store }: Flags): string[] {
  const flags = `--policy ${relative('.', policy)}${store === '.marginal' ? '' : ` --store ${store}`}`;
  const program = isInstalled() ? 'marginal' : 'npm run -s marginal --';
  const command = (words: string) => `  ${program} ${words} ${flags}`;
  return [
    '',
    'This was the sample account. Next:',
    command('report --open'),
    command('what-if --budget 9000'),
    command(`apply ${runId}`),
    command('audit'),
    `Your own account: put your exports into inbox/, write a policy.yaml, and say \`${program} run\`.`,
  ];
}

function isInstalled(): boolean {
  return packageRoot().split(sep).includes('node_modules');
}
