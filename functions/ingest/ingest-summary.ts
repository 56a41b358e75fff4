import type { IngestSummary } from '../core/ingest-summary.ts';
import type { ClaimMark } from './claim-marks.ts';
import { type FileResult, REJECTS_TOLD_MAX } from './file-result.ts';

/** Of several rounds of one ingest. */
export function addSummaries(a: IngestSummary, b: IngestSummary): IngestSummary {
  return {
    files: a.files + b.files,
    rows: a.rows + b.rows,
    events: a.events + b.events,
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    duplicates: a.duplicates + b.duplicates,
    restatedDays: a.restatedDays + b.restatedDays,
    refusedFiles: a.refusedFiles + b.refusedFiles,
    rejects: [...a.rejects, ...b.rejects].slice(0, REJECTS_TOLD_MAX),
  };
}

export function summarise(
  results: readonly FileResult[],
  {
    marks,
    unreadable,
    restatedDays,
  }: {
    marks: ReadonlyMap<string, ClaimMark>;
    unreadable: readonly { name: string; message: string }[];
    restatedDays: number;
  },
): IngestSummary {
  const sums = { files: 0, rows: 0, events: 0, accepted: 0, rejected: 0, duplicates: 0 };
  const refused = unreadable.map(({ name, message }) => ({ file: name, line: 0, code: 'UnreadableFile', message }));
  const rejects = [];
  for (const result of results.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (result.outcome === 'empty' || result.outcome === 'known') continue;
    if (result.outcome === 'refused') {
      refused.push({ file: result.name, line: 0, code: result.code, message: result.message });
      continue;
    }
    const claimedTwice = result.outcome === 'taken' ? (marks.get(result.batchId)?.duplicates ?? 0) : 0;
    sums.files += 1;
    sums.rows += result.rows;
    sums.events += result.events;
    sums.accepted += result.accepted - claimedTwice;
    sums.rejected += result.rejected;
    sums.duplicates += result.duplicates + claimedTwice;
    for (const { line, code, message } of result.rejects) rejects.push({ file: result.name, line, code, message });
  }
  refused.sort((a, b) => (a.file < b.file ? -1 : 1));
  return {
    ...sums,
    restatedDays,
    refusedFiles: refused.length,
    rejects: [...refused, ...rejects].slice(0, REJECTS_TOLD_MAX),
  };
}
