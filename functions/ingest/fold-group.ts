import type { World } from '../core/world.ts';
import type { FileResult } from './file-result.ts';
import { saveGroupResults } from './group-results.ts';
import { ingestFile, type IngestTerms } from './ingest-file.ts';
import { refuseIfInterrupted } from './interruption.ts';
import type { Manifest } from './manifest.ts';

type Files = Manifest['files'];
type Terms = Pick<IngestTerms, 'arrivalMs' | 'policy'>;

/** Files of one group of a manifest. */
export function filesOfGroup({ groups, files }: Pick<Manifest, 'groups' | 'files'>, group: number): Files {
  return (groups[group] ?? []).flatMap((index) => files[index] ?? []);
}

/** Takes the files from the inbox, one by one; what the register does not tell of them is written beside the manifest. */
export async function foldGroup(
  place: { readonly manifestKey: string; readonly group: number },
  files: Files,
  terms: Terms,
  world: World,
): Promise<FileResult[]> {
  const results = await takeAll(files, terms, world);
  refuseIfInterrupted(world.signal);
  await saveGroupResults(place, results, world);
  return results;
}

async function takeAll(files: Files, { arrivalMs, policy }: Terms, world: World): Promise<FileResult[]> {
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const results: FileResult[] = [];
  let doneBytes = 0;
  const onBytes = (bytes: number) => {
    doneBytes += bytes;
    world.progress({ step: 'read files', done: Math.min(doneBytes, totalBytes), total: totalBytes, unit: 'bytes' });
  };
  for (const file of files) {
    refuseIfInterrupted(world.signal);
    const result = await ingestFile(file, { arrivalMs, policy, onBytes }, world);
    results.push(result);
    // What could not be read may be readable next time; what is wrong with a file itself stays wrong.
    if (result.outcome === 'refused' && result.code !== 'UnreadableFile') {
      await world.inbox.park?.(file, { code: result.code, message: result.message });
    }
  }
  return results;
}
