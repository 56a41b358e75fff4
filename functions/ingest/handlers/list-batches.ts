import * as v from 'valibot';
import { onLambda } from '../../adapters/on-lambda.ts';
import { MarginalError } from '../../core/errors.ts';
import { sha256Hex } from '../../core/hash.ts';
import { parsePolicy, type Policy } from '../../core/policy.ts';
import type { Task, World } from '../../core/world.ts';
import { refuseIfInterrupted } from '../interruption.ts';
import { dealIntoGroups, saveManifest } from '../manifest.ts';
import { loadPolicy } from '../load-policy.ts';
import { loadRegister, type RegisteredBatch } from '../register.ts';

const InputSchema = v.object({ policyKey: v.nullish(v.string()) });

/** Compares the inbox with the register and writes a manifest of what is new, in groups. */
export const listBatches: Task = async (input, world) => {
  const { policyKey: givenKey } = v.parse(InputSchema, input);
  const policyKey = givenKey ?? (await keepPolicy(world));
  const policy = await loadPolicy(world.objects, policyKey);
  const register = await loadRegister(world.ledger);
  refuseOtherTerms(register, policy);
  const { files, unreadable } = await world.inbox.list();
  const known = new Set(register.map(({ name, fingerprint }) => JSON.stringify([name, fingerprint])));
  const fresh = files
    .filter(({ name, fingerprint }) => !known.has(JSON.stringify([name, fingerprint])))
    .map(({ name, bytes, fingerprint }) => ({ name, bytes, fingerprint }));
  const groups = fresh.length === 0 ? [] : dealIntoGroups(fresh);
  refuseIfInterrupted(world.signal);
  const manifestKey = await saveManifest(world.objects, {
    arrivalMs: world.clock.nowMs(),
    policyKey,
    files: fresh,
    groups,
    unreadable,
  });
  return {
    runKey: manifestKey,
    manifestKey,
    policyKey,
    groups: groups.map((_, index) => index),
    groupCount: groups.length,
    files: fresh.length,
  };
};

/** The policy as it stands, kept under its hash, so that every step of the run goes by the same one. */
async function keepPolicy({ policy, objects, signal }: World): Promise<string> {
  const { name, text } = await policy.read();
  parsePolicy(text, name);
  refuseIfInterrupted(signal);
  const key = `policies/${sha256Hex(text).slice(0, 16)}.yaml`;
  await objects.create(key, Buffer.from(text));
  return key;
}

/** Days are those of one zone, amounts those of one currency: under another policy the store would mix them. */
function refuseOtherTerms(register: readonly RegisteredBatch[], { currency, timeZone }: Policy): void {
  const otherCurrency = register.find((batch) => batch.currency !== currency);
  if (otherCurrency !== undefined) {
    const held = otherCurrency.currency;
    const message = `the store holds amounts in ${held}, the policy is in ${currency}; use another --store`;
    throw new MarginalError('CurrencyMismatch', message);
  }
  const otherZone = register.find((batch) => batch.kind === 'events' && batch.timeZone !== timeZone);
  if (otherZone !== undefined) {
    const held = otherZone.timeZone;
    const message = `timeZone: the store's events are in days of ${held}, got ${timeZone}; use another --store`;
    throw new MarginalError('PolicyInvalid', message);
  }
}

export const handler = onLambda(listBatches);
