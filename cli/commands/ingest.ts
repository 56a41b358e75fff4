import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderInbox } from '../../functions/adapters/inbox-folder.ts';
import { isErrorCode, MarginalError, messageOf } from '../../functions/core/errors.ts';
import type { Flags } from '../flags.ts';
import type { IngestSummary } from '../../functions/core/ingest-summary.ts';
import { ingestInbox, ingestLines } from '../ingest-inbox.ts';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import { checkPolicy } from '../policy-file.ts';
import { printError } from '../print-error.ts';
import { print } from '../print.ts';
import { withWorld } from '../session.ts';
import { spoolStandardInput } from '../standard-input.ts';

export async function ingest(flags: Flags, paths: readonly string[]): Promise<number> {
  for (const path of paths) if (path !== '-') await refuseOther(path);
  await checkPolicy(flags);
  const spool = await mkdtemp(join(tmpdir(), 'marginal-'));
  try {
    const sources: string[] = [];
    for (const path of paths) sources.push(path === '-' ? await spoolStandardInput(process.stdin, spool) : path);
    return await withWorld(flags, { writes: true, inbox: folderInbox(sources) }, async (world) => {
      const { name, text } = await world.policy.read();
      const { currency } = parsePolicy(text, name);
      const { counts } = await ingestInbox(world);
      print(flags.json, { currency, ingest: counts }, () => ingestLines(counts));
      const { files, unreadable } = await world.inbox.list();
      const everyFileRefused = counts.refusedFiles > 0 && counts.refusedFiles === files.length + unreadable.length;
      if (!everyFileRefused) return 0;
      printError(everyFileRefusal(counts), flags.json);
      return 2;
    });
  } finally {
    await rm(spool, { recursive: true, force: true });
  }
}

/** The refusal of the only file, or of the first of them. */
function everyFileRefusal({ refusedFiles, rejects }: IngestSummary): MarginalError {
  const [first] = rejects;
  const code = first !== undefined && isErrorCode(first.code) ? first.code : 'UnreadableFile';
  const which = refusedFiles === 1 ? 'the file was' : `all ${refusedFiles} files were`;
  const why = first === undefined ? '' : `: ${first.file}: ${first.message}`;
  return new MarginalError(code, `${which} refused${why}`, { details: { refusedFiles } });
}

/** A pipe under a name, as a shell's `<(…)`, is neither: it can be read but once, and is read more often. */
async function refuseOther(path: string): Promise<void> {
  const entry = await stat(path).catch((error: unknown) => {
    throw new MarginalError('UnreadableFile', `cannot read '${path}': ${messageOf(error)}`, { cause: error });
  });
  if (entry.isFile() || entry.isDirectory()) return;
  const instead = 'events can be piped in with `marginal ingest -`';
  throw new MarginalError('UnreadableFile', `'${path}' is neither a file nor a folder; ${instead}`);
}
