import { readFile } from 'node:fs/promises';
import { codeOf } from '../functions/adapters/objects/folder.ts';
import { MarginalError, messageOf } from '../functions/core/errors.ts';
import { parsePolicy } from '../functions/core/parse-policy.ts';
import type { Policy } from '../functions/core/policy.ts';
import type { PolicySource } from '../functions/core/world.ts';
import type { Flags } from './flags.ts';

export function policyFile(path: string): PolicySource {
  return { read: async () => ({ name: path, text: await readPolicy(path) }) };
}

/** The policy itself; a command asks for it before it opens the store, so that a broken one leaves nothing behind. */
export async function loadPolicy(path: string): Promise<Policy> {
  return parsePolicy(await readPolicy(path), path);
}

/** Refuses a policy that does not parse before anything is opened. A stage has its own, and checks it itself. */
export async function checkPolicy({ stage, policy, typed }: Flags): Promise<void> {
  if (stage === null || typed.has('policy')) await loadPolicy(policy);
}

async function readPolicy(path: string): Promise<string> {
  try {
    return textOf(await readFile(path), path);
  } catch (error) {
    if (error instanceof MarginalError) throw error;
    const plain = new Map([
      ['ENOENT', `no policy at '${path}'`],
      ['EISDIR', `no policy at '${path}', which is a folder`],
    ]);
    const why = plain.get(codeOf(error) ?? '') ?? `cannot read the policy: ${messageOf(error)}`;
    throw new MarginalError(
      'PolicyMissing',
      `${why}; --policy FILE names one, which needs at least currency and timeZone`,
      {
        cause: error,
      },
    );
  }
}

/** Notepad's "Unicode" is UTF-16; read as if it were UTF-8 it would be refused letter by letter. */
function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new MarginalError('PolicyInvalid', `${path}: no text in UTF-8; save it as such`, { cause: error });
  }
}
