import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { encodeJson } from '../../core/json.ts';
import type { Task } from '../../core/world.ts';
import { loadClaimMarks } from '../claim-marks.ts';
import { FileResultSchema } from '../file-result.ts';
import { summarise } from '../ingest-summary.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { besideManifest, loadJson, loadManifest } from '../manifest.ts';
import { rebindBook } from '../rebind-book.ts';
import { loadRegister } from '../register.ts';
import { rollUpStaleDays } from '../roll-up-stale-days.ts';

const InputSchema = v.object({ manifestKey: v.string() });
const GroupSchema = v.object({ files: v.array(FileResultSchema) });

/** Rolls up every day whose pages changed, binds the channel book, and sums up what this ingest did. */
export const rollUpDays: Task = async (input, world) => {
  const { manifestKey } = v.parse(InputSchema, input);
  const manifest = await loadManifest(world.objects, manifestKey);
  const register = await loadRegister(world.ledger);
  const marks = await loadClaimMarks(world.ledger);
  const restatedDays = await rollUpStaleDays({ register, marks, arrivalMs: manifest.arrivalMs }, world);
  await rebindBook(register, world);

  const results = [];
  for (const group of manifest.groups.keys()) {
    const object = v.parse(GroupSchema, await loadJson(world.objects, besideManifest(manifestKey, `group-${group}`)));
    results.push(...object.files);
  }
  for (const result of results) {
    if (result.outcome === 'refused' || result.outcome === 'empty') continue;
    for (const warning of result.warnings) world.warn(`${result.name}: ${warning}`);
  }
  const { rejects, ...counts } = summarise(results, { marks, unreadable: manifest.unreadable, restatedDays });
  const resultKey = besideManifest(manifestKey, 'result');
  refuseIfInterrupted(world.signal);
  await world.objects.put(resultKey, Buffer.from(encodeJson({ ...counts, rejects })));
  return { ...counts, resultKey };
};

export const handler = onLambda(rollUpDays);
