import { readdir } from 'node:fs/promises';
import { MarginalError, messageOf } from '../../functions/core/errors.ts';
import { folderInbox } from '../../functions/adapters/inbox-folder.ts';
import { codeOf } from '../../functions/adapters/objects/folder.ts';
import { getRun } from '../../functions/core/run-ledger.ts';
import { readScoreSheet } from '../../functions/core/score-sheet.ts';
import { appliedDocument, channelDocument, planDocument } from '../documents.ts';
import type { Flags } from '../flags.ts';
import type { IngestSummary } from '../../functions/core/ingest-summary.ts';
import { ingestInbox, ingestLines } from '../ingest-inbox.ts';
import { checkPolicy } from '../policy-file.ts';
import { printError } from '../print-error.ts';
import { planLines } from '../print-plan.ts';
import { print } from '../print.ts';
import { copyAppliedSheets, copyReport, sheetLines } from '../run-folder.ts';
import { type Session, withWorld } from '../session.ts';
import { isStore } from '../../local/store.ts';

export async function run(flags: Flags): Promise<number> {
  if (flags.stage === null || flags.typed.has('inbox')) await refuseMissingInbox(flags.inbox);
  await checkPolicy(flags);
  await refuseNothingAtAll(flags);
  return withWorld(flags, { writes: true }, async (world) => {
    const { status } = await runOnce(flags, world);
    return status;
  });
}

/** Ingest, then reallocate; prints the outcome. An infeasible plan is a failure, though what was ingested stays. */
export async function runOnce(flags: Flags, world: Session): Promise<{ status: number; runId: string }> {
  const ingested = await ingestInbox(world);
  const { asOf, since } = flags;
  const { policyKey, resultKey: ingestKey } = ingested;
  const input = { asOf, since, policyKey, ingestKey };
  const { output: scored } = await world.run('reallocate', input).catch(sayingWhy(ingested.counts));
  const runId = runIdOf(scored);
  const { record, summary } = await getRun(world.ledger, world.objects, runId);
  const sheet = readScoreSheet(await world.objects.get(record.scoresKey));
  const report = await copyReport(world, runId, flags.out);
  const started = 'started' in scored;
  const sheets = started ? await copyAppliedSheets(world, runId, flags.out) : [];
  const refused = refusalOf(scored) ?? (started && summary.applied === null ? nothingWritten(flags, runId) : null);
  if (refused !== null) world.warn(`the plan is not applied by itself: ${refused}`);

  const { plan } = record;
  print(
    flags.json,
    {
      runId,
      asOf: record.asOf,
      currency: record.currency,
      ingest: ingested.counts,
      channels: sheet.channels.filter(({ days }) => days > 0).map(channelDocument),
      plan: planDocument(plan),
      applied: appliedDocument(summary.applied),
      report,
    },
    () => [
      ...ingestLines(ingested.counts),
      '',
      `As of ${record.asOf}, run ${runId}${existed(scored) ? ' (nothing new: the plan of an earlier run stands)' : ''}`,
      ...planLines(plan, sheet),
      '',
      `Report: ${report}`,
      ...sheetLines(sheets),
    ],
  );
  if (plan.status !== 'infeasible') return { status: 0, runId };
  printError(new MarginalError('Infeasible', plan.reason), flags.json);
  return { status: 1, runId };
}

/** An empty inbox is no reason to make a store; whoever has neither yet is told how to begin. */
async function refuseNothingAtAll({ stage, inbox, store }: Flags): Promise<void> {
  if (stage !== null || (await isStore(store))) return;
  const { files, unreadable } = await folderInbox([inbox]).list();
  if (files.length + unreadable.length > 0) return;
  throw new MarginalError(
    'NoData',
    `no files in the inbox '${inbox}' yet, and no data in the store '${store}'; put exports of your ad platforms (CSV) or event files (*.ndjson) there, then \`marginal run\` again; \`marginal demo\` shows it on a sample account`,
  );
}

/** Where there is nothing to plan on, what was turned away at the door says why. */
function sayingWhy({ refusedFiles, rejected, rejects }: IngestSummary): (error: unknown) => never {
  return (error) => {
    const [first] = rejects;
    if (!(error instanceof MarginalError) || error.code !== 'NoData' || first === undefined) throw error;
    const turnedAway = `files refused: ${refusedFiles}, rows rejected: ${rejected}; the first: ${first.file}: ${first.message}`;
    throw new MarginalError('NoData', `${error.message} (${turnedAway})`, {
      details: { refusedFiles, rejected, rejects },
    });
  };
}

/** A stage applies at its own pace, after the run; here it is over, and no line was written. */
function nothingWritten({ stage }: Flags, runId: string): string | null {
  return stage === null ? `no budget could be written; \`marginal apply ${runId}\` says why` : null;
}

async function refuseMissingInbox(inbox: string): Promise<void> {
  try {
    await readdir(inbox);
  } catch (error) {
    const plain = new Map([
      ['ENOENT', `there is no folder '${inbox}'`],
      ['ENOTDIR', `'${inbox}' is a file`],
    ]);
    const why = plain.get(codeOf(error) ?? '') ?? messageOf(error);
    throw new MarginalError('UsageError', `--inbox: ${why}; a folder with exports or event files is needed`, {
      cause: error,
    });
  }
}

function runIdOf({ scored }: Record<string, unknown>): string {
  if (typeof scored === 'object' && scored !== null && 'runId' in scored) return String(scored.runId);
  throw new TypeError('reallocate answered no run id');
}

function existed({ planned }: Record<string, unknown>): boolean {
  return typeof planned === 'object' && planned !== null && 'existing' in planned && planned.existing === true;
}

/** Why `reallocate` left an automatic plan to a person, in the words of the error it caught. */
function refusalOf({ refused }: Record<string, unknown>): string | null {
  if (typeof refused !== 'object' || refused === null || !('Cause' in refused)) return null;
  const cause: unknown = JSON.parse(String(refused.Cause));
  return typeof cause === 'object' && cause !== null && 'errorMessage' in cause ? String(cause.errorMessage) : null;
}
