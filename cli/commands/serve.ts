import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MarginalError } from '../../functions/core/errors.ts';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import { GOALS, type Goal, type Policy } from '../../functions/core/policy.ts';
import type { ScoreSheet } from '../../functions/core/scored.ts';
import { type Account, packAccount } from '../../page/account.ts';
import { whatIfDocument } from '../../page/document.ts';
import type { Flags } from '../flags.ts';
import { pageBundle } from '../page-bundle.ts';
import { servePage } from '../page-server.ts';
import { checkPolicy } from '../policy-file.ts';
import { print } from '../print.ts';
import { type Session, withWorld } from '../session.ts';
import { version } from '../version.ts';

/**
 * The what-if page of the account as it stands now, until Ctrl-C; or, with `--export`, as one file. The store is free again
 * before anybody looks: the page holds all it shows.
 */
export async function serve(flags: Flags, options: Readonly<Record<string, unknown>>): Promise<number> {
  const port = portOf(options['port']);
  const file = options['export'];
  await checkPolicy(flags);
  const account = await withWorld(flags, { writes: false }, (session) => accountOf(flags, session));
  const document = whatIfDocument({
    title: 'What if',
    version: account.version,
    account: packAccount(account),
    bundle: await pageBundle(),
  });
  if (typeof file === 'string') {
    await mkdir(dirname(file), { recursive: true });
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

/** The account scored for its own goal first, then for every other that its data and its policy allow. */
async function accountOf(flags: Flags, session: Session): Promise<Account> {
  const { asOf, since } = flags;
  const { name, text } = await session.policy.read();
  const policy = parsePolicy(text, name);
  const set = ['guardrails.minConversions=0'];
  const own = await session.score({ asOf, since, overrides: { set }, curves: true });
  const sheets = [own];
  for (const goal of GOALS.filter((candidate) => candidate !== policy.goal && canScore(candidate, policy, own))) {
    sheets.push(await session.score({ asOf: own.asOf, since, overrides: { goal, set }, curves: true }));
  }
  return { version: version(), given: givenOf(flags), policy, sheets };
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

function canScore(goal: Goal, { margin, target }: Policy, { channels }: ScoreSheet): boolean {
  if (goal === 'profit') return margin !== null;
  if (target?.kind === 'cpa') return goal === 'conversions';
  return goal === 'revenue' || channels.some(({ conversions }) => (conversions ?? 0) > 0);
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
