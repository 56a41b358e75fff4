import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { MarginalError } from '../../core/errors.ts';
import { refuseOtherTerms } from '../../core/store-terms.ts';
import type { Task } from '../../core/world.ts';
import { takeInbox } from '../backfill-lease.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { keepPolicy } from '../keep-policy.ts';
import { BACKFILL_LIMITS, dealIntoGroups, saveGroupList, saveManifest } from '../manifest.ts';
import { planRefold } from '../refold-plan.ts';
import { loadRegister, type RegisteredBatch } from '../register.ts';

/** Compressed, as they mostly come; only how files are dealt into groups rests on it. */
const BYTES_PER_EVENT = 36;
const BYTES_PER_ROW = 100;

const InputSchema = v.object({ backfill: v.string() });

/** Writes a manifest of all raw files that are to be folded again, in groups. Throws `NoData`. */
export const listRawFiles: Task = async (input, world) => {
  const { backfill } = v.parse(InputSchema, input);
  await takeInbox(backfill, world);
  const { policyKey, policy } = await keepPolicy(world);
  await refuseOtherTerms(world.ledger, policy);
  const register = await loadRegister(world.ledger);
  if (register.length === 0) throw new MarginalError('NoData', 'the stage holds no data yet: there is nothing to fold');
  const arrivalMs = world.clock.nowMs();
  const { again } = planRefold(register, arrivalMs);
  const files = again.map(fileOf);
  const groups = dealIntoGroups(files, BACKFILL_LIMITS);
  refuseIfInterrupted(world.signal);
  const manifest = { arrivalMs, policyKey, files, groups, unreadable: [], isRefold: true };
  const manifestKey = await saveManifest(world.objects, manifest);
  const groupsKey = await saveGroupList(world.objects, manifestKey, groups.length);
  return { runKey: manifestKey, manifestKey, policyKey, groupsKey, groupCount: groups.length, files: files.length };
};

function fileOf({ batchId, counts, sha256 }: RegisteredBatch) {
  return { name: batchId, bytes: counts.events * BYTES_PER_EVENT + counts.rows * BYTES_PER_ROW, fingerprint: sha256 };
}

export const handler = onLambda(listRawFiles);
