import * as v from 'valibot';
import { type IngestSummary, readIngestSummary } from '../functions/core/ingest-summary.ts';
import { cell } from './print.ts';
import type { Session } from './session.ts';

const Answer = v.object({
  listed: v.object({ policyKey: v.string() }),
  rolled: v.object({ resultKey: v.string() }),
});

export interface Ingested {
  readonly counts: IngestSummary;
  readonly policyKey: string;
  /** Object that holds the counts, for the report. */
  readonly resultKey: string;
}

/** Runs the ingest machine over the inbox; a file that was refused on its way there counts as one it refused. */
export async function ingestInbox(session: Session): Promise<Ingested> {
  const { output, refused } = await session.run('ingest', { policyKey: null });
  const answer = v.parse(Answer, output);
  const { resultKey } = answer.rolled;
  const counted = readIngestSummary(await session.objects.get(resultKey));
  const counts = {
    ...counted,
    refusedFiles: counted.refusedFiles + refused.length,
    rejects: [...refused, ...counted.rejects].slice(0, REJECTS_TOLD_MAX),
  };
  return { counts, policyKey: answer.listed.policyKey, resultKey };
}

/** `--json` tells at most so many rejects. */
const REJECTS_TOLD_MAX = 100;

/** At most so many rejects are listed on a terminal; `--json` has the first 100, the store has all. */
const REJECTS_SHOWN_MAX = 8;

export function ingestLines(counts: IngestSummary): string[] {
  const { files, rows, events, accepted, rejected, duplicates, restatedDays, refusedFiles, rejects } = counts;
  if (files === 0 && refusedFiles === 0) return ['Nothing new in the inbox.'];
  const number = (count: number) => count.toLocaleString('en');
  const shown = rejects.slice(0, REJECTS_SHOWN_MAX);
  const more = rejected + refusedFiles - shown.length;
  return [
    `${number(files)} new files: ${number(rows)} rows and ${number(events)} events, ${number(accepted)} accepted, ${number(rejected)} rejected, ${number(duplicates)} duplicates; ${number(restatedDays)} days restated, ${number(refusedFiles)} files refused`,
    ...shown.map(
      ({ file, line, code, message }) =>
        `  ${cell(file, 60)}${line === 0 ? '' : `:${line}`}: ${code}: ${cell(message, 240)}`,
    ),
    ...(more > 0 ? [`  … and ${number(more)} more`] : []),
  ];
}
