import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { sha256Hex } from '../../core/hash.ts';
import { parsePolicy } from '../../core/policy.ts';
import type { InboxFile } from '../../core/ports.ts';
import type { Task, World } from '../../core/world.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { dealIntoGroups, firstFiles, saveManifest } from '../manifest.ts';
import { loadPolicy } from '../load-policy.ts';
import { openManifest } from '../open-work.ts';
import { loadSeenFiles } from '../seen-files.ts';
import { refuseOtherTerms } from '../../core/store-terms.ts';

/** A round makes at most some 300 entries of an execution's history; of 25,000 this leaves half. */
const ROUNDS_MAX = 40;

const InputSchema = v.object({
  policyKey: v.nullish(v.string()),
  /** What the round before answered, and what came of it. */
  listed: v.optional(v.object({ policyKey: v.string(), round: v.number(), lastName: v.nullable(v.string()) })),
  rolled: v.optional(v.object({ resultKey: v.string() })),
});

/**
 * Compares the inbox with what is known of it and writes a manifest of what is new, in groups. What is too much for one
 * manifest is left to further rounds, in order of name; after 40 of them, to the next execution.
 */
export const listBatches: Task = async (input, world) => {
  const { policyKey: givenKey, listed: before, rolled } = v.parse(InputSchema, input);
  const policyKey = before?.policyKey ?? givenKey ?? (await keepPolicy(world));
  await refuseOtherTerms(world.ledger, await loadPolicy(world.objects, policyKey));
  const { files, unreadable } = await world.inbox.list();
  const seen = await loadSeenFiles(world.objects);
  const lastName = before?.lastName ?? null;
  const waiting = files.filter((file) => (lastName === null || file.name > lastName) && !seen.has(file));
  const fresh = waiting.map(({ name, bytes, fingerprint }) => ({ name, bytes, fingerprint }));
  const taken = firstFiles(fresh);
  const round = (before?.round ?? 0) + 1;
  const groups = taken.length === 0 ? [] : dealIntoGroups(taken);
  refuseIfInterrupted(world.signal);
  const manifestKey = await saveManifest(world.objects, {
    arrivalMs: world.clock.nowMs(),
    policyKey,
    files: taken,
    groups,
    unreadable: before === undefined ? unreadable : [],
  });
  refuseIfInterrupted(world.signal);
  if (taken.length > 0) await openManifest(manifestKey, world);
  if (before === undefined) await seen.dropUnlisted(files);
  return {
    runKey: manifestKey,
    manifestKey,
    policyKey,
    groups: groups.map((_, index) => index),
    groupCount: groups.length,
    files: taken.length,
    round,
    lastName: taken.at(-1)?.name ?? null,
    hasMore: taken.length < fresh.length && round < ROUNDS_MAX,
    earlierResultKey: rolled?.resultKey ?? null,
    oldestFileSeconds: oldestSecondsOf(waiting, world.clock.nowMs()),
  };
};

/** The policy as it stands, kept under its hash, so that every step of the run goes by the same one. */
async function keepPolicy({ policy, objects, signal }: World): Promise<string> {
  const { name, text } = await policy.read();
  parsePolicy(text, name);
  refuseIfInterrupted(signal);
  const key = `policies/${sha256Hex(text).slice(0, 16)}.yaml`;
  if ((await objects.get(key)) === undefined) await objects.create(key, Buffer.from(text));
  return key;
}

/** How long the oldest of them has waited, where the inbox knows. */
function oldestSecondsOf(files: readonly InboxFile[], nowMs: number): number {
  return Math.round(Math.max(0, ...files.map(({ modifiedMs = nowMs }) => nowMs - modifiedMs)) / 1000);
}

export const handler = onLambda(listBatches);
