import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import type { Policy } from '../../core/policy.ts';
import type { InboxFile } from '../../core/ports.ts';
import { refuseOtherTerms } from '../../core/store-terms.ts';
import type { Task, World } from '../../core/world.ts';
import { isInboxHeld, keepInbox, takeInbox } from '../backfill-lease.ts';
import { filesOfGroup, foldGroup } from '../fold-group.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { keepPolicy } from '../keep-policy.ts';
import { loadPolicy } from '../load-policy.ts';
import {
  BACKFILL_LIMITS,
  dealIntoGroups,
  firstFiles,
  INGEST_LIMITS,
  type Manifest,
  saveGroupList,
  saveManifest,
} from '../manifest.ts';
import { loadOpen, openManifest } from '../open-work.ts';
import { loadSeenFiles } from '../seen-files.ts';

/** A round makes at most some 300 entries of an execution's history; of 25,000 this leaves half. */
const ROUNDS_MAX = 40;

/**
 * So little is folded here at once: a Map's iteration is one more transition and one more function, of which a few files
 * need neither. A megabyte that unpacks to a thousand takes some 20 s of the 60 there are.
 */
const LITTLE = { files: 10, bytes: 1 << 20 };

const InputSchema = v.object({
  policyKey: v.nullish(v.string()),
  /** Name of the execution, where it is a backfill: it takes up more at once, and holds the inbox meanwhile. */
  backfill: v.nullish(v.string()),
  /** What the round before answered, and what came of it. */
  listed: v.optional(v.object({ policyKey: v.string(), round: v.number(), lastName: v.nullable(v.string()) })),
  rolled: v.optional(v.object({ resultKey: v.string() })),
});

/**
 * Compares the inbox with what is known of it and writes a manifest of what is new, in groups. What is too much for one
 * manifest is left to further rounds, in order of name; after 40 of them, to the next execution. A few small files are
 * folded here, and then no group is left to fold.
 */
export const listBatches: Task = async (input, world) => {
  const { policyKey: givenKey, backfill = null, listed: before, rolled } = v.parse(InputSchema, input);
  const { policyKey, policy } = await policyOfRun(before?.policyKey ?? givenKey ?? null, world);
  const files = await filesToTake({ backfill, isFirstRound: before === undefined }, world);
  const open = await loadOpen(world.ledger);
  const seen = await loadSeenFiles(world.objects, open.taken);
  const lastName = before?.lastName ?? null;
  const waiting = files.listed.filter((file) => (lastName === null || file.name > lastName) && !seen.has(file));
  const fresh = waiting.map(({ name, bytes, fingerprint }) => ({ name, bytes, fingerprint }));
  const limits = backfill === null ? INGEST_LIMITS : BACKFILL_LIMITS;
  const taken = firstFiles(fresh, limits);
  const round = (before?.round ?? 0) + 1;
  const groups = taken.length === 0 ? [] : dealIntoGroups(taken, limits);
  refuseIfInterrupted(world.signal);
  const manifest: Manifest = {
    arrivalMs: world.clock.nowMs(),
    policyKey,
    files: taken,
    groups,
    unreadable: before === undefined ? files.unreadable : [],
  };
  const manifestKey = await saveManifest(world.objects, manifest);
  refuseIfInterrupted(world.signal);
  // What a backfill that died leaves is listed again; the scheduled ingest is not to take up its work while it lives.
  if (taken.length > 0 && backfill === null) await openManifest(manifestKey, open, world);
  if (before === undefined && !files.isHeld) await seen.dropUnlisted(files.listed);
  const isFolded = backfill === null && isLittle(taken) && (await foldHere(manifestKey, manifest, policy, world));
  return {
    runKey: manifestKey,
    manifestKey,
    policyKey,
    ...(backfill === null
      ? { groups: isFolded ? [] : groups.map((_, index) => index) }
      : { groupsKey: await saveGroupList(world.objects, manifestKey, groups.length) }),
    groupCount: groups.length,
    files: taken.length,
    round,
    lastName: taken.at(-1)?.name ?? null,
    hasMore: taken.length < fresh.length && round < ROUNDS_MAX,
    earlierResultKey: rolled?.resultKey ?? null,
    oldestFileSeconds: oldestSecondsOf(waiting, world.clock.nowMs()),
  };
};

/** The policy this run goes by, and its key; the store must be of its terms. */
async function policyOfRun(givenKey: string | null, world: World): Promise<{ policyKey: string; policy: Policy }> {
  const kept =
    givenKey === null
      ? await keepPolicy(world)
      : { policyKey: givenKey, policy: await loadPolicy(world.objects, givenKey) };
  await refuseOtherTerms(world.ledger, kept.policy);
  return kept;
}

function isLittle(files: readonly { readonly bytes: number }[]): boolean {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return files.length > 0 && files.length <= LITTLE.files && bytes <= LITTLE.bytes;
}

/** Whether they were folded. If not, `FoldBatches` tries, is tried again, and fails under its own name. */
async function foldHere(manifestKey: string, manifest: Manifest, policy: Policy, world: World): Promise<boolean> {
  try {
    for (const group of manifest.groups.keys()) {
      await foldGroup({ manifestKey, group }, filesOfGroup(manifest, group), { ...manifest, policy }, world);
    }
    return true;
  } catch {
    refuseIfInterrupted(world.signal);
    return false;
  }
}

/** What is in the inbox; nothing while a backfill takes it. */
async function filesToTake(
  { backfill, isFirstRound }: { backfill: string | null; isFirstRound: boolean },
  world: World,
) {
  if (backfill !== null) await (isFirstRound ? takeInbox : keepInbox)(backfill, world);
  else if (await isInboxHeld(world)) {
    world.warn('a backfill takes what is in the inbox; nothing is listed until it has ended');
    return { listed: [], unreadable: [], isHeld: true };
  }
  const { files: listed, unreadable } = await world.inbox.list();
  return { listed, unreadable, isHeld: false };
}

/** How long the oldest of them has waited, where the inbox knows. */
function oldestSecondsOf(files: readonly InboxFile[], nowMs: number): number {
  return Math.round(Math.max(0, ...files.map(({ modifiedMs = nowMs }) => nowMs - modifiedMs)) / 1000);
}

export const handler = onLambda(listBatches);
