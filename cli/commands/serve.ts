import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { MarginalError } from '../../functions/core/errors.ts';
import { packAccount } from '../../page/account.ts';
import { makeFolder } from '../../local/make-folder.ts';
import { whatIfDocument } from '../../page/document.ts';
import type { Flags } from '../flags.ts';
import { pageBundle } from '../page-bundle.ts';
import { servePage } from '../page-server.ts';
import { checkPolicy } from '../policy-file.ts';
import { print } from '../print.ts';
import { withWorld } from '../session.ts';
import { version } from '../version.ts';
import { whatIfAccount } from '../what-if-account.ts';

/**
 * The what-if page of the account as it stands now, until Ctrl-C; or, with `--export`, as one file. The store is free again
 * before anybody looks: the page holds all it shows.
 */
export async function serve(flags: Flags, options: Readonly<Record<string, unknown>>): Promise<number> {
  const port = portOf(options['port']);
  const file = options['export'];
  await checkPolicy(flags);
  const known = await withWorld(flags, { writes: false }, (session) => whatIfAccount(flags, session));
  const document = whatIfDocument({
    title: 'What if',
    version: version(),
    account: packAccount({ ...known, version: version(), given: givenOf(flags) }),
    bundle: await pageBundle(),
  });
  if (typeof file === 'string') {
    const made = await makeFolder(dirname(file));
    if (made !== undefined) process.stderr.write(`marginal: made the folder '${relative('.', made)}'\n`);
    await writeFile(file, document);
    print(flags.json, { page: file }, () => [file]);
    return 0;
  }
  const server = await servePage(document, port).catch((error: unknown) => {
    // Somebody's earlier page has the usual port; only a port that was asked for is insisted on.
    if (flags.typed.has('port')) throw error;
    return servePage(document, 0);
  });
  print(flags.json, { url: server.url }, () => [`What if: ${server.url}  (Ctrl-C ends it)`]);
  await interrupted();
  await server.close();
  return 0;
}

/** What was typed and decides which account, policy and days the page shows. */
function givenOf({ stage, store, policy, asOf, since, typed }: Flags): string[] {
  const flags = { stage, store, policy, asOf, since };
  const names = { stage: '--stage', store: '--store', policy: '--policy', asOf: '--as-of', since: '--since' } as const;
  return (['stage', 'store', 'policy', 'asOf', 'since'] as const).flatMap((flag) => {
    const value = flags[flag];
    return typed.has(flag) && value !== null ? [names[flag], value] : [];
  });
}

const PORT_MAX = 65_535;

function portOf(text: unknown): number {
  const port = Number(text);
  if (/^\d+$/.test(String(text)) && port <= PORT_MAX) return port;
  throw new MarginalError('UsageError', `--port: got '${String(text)}', a number from 0 to ${PORT_MAX} is needed`);
}

async function interrupted(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
