import { systemClock } from '../../functions/adapters/clock.ts';
import { dynamodbLedger } from '../../functions/adapters/dynamodb/ledger.ts';
import { sdkDynamodb } from '../../functions/adapters/dynamodb/sdk-dynamodb.ts';
import { s3Objects } from '../../functions/adapters/objects/s3.ts';
import { POLICY_KEY } from '../../functions/adapters/policy-key.ts';
import { MarginalError } from '../../functions/core/errors.ts';
import type { Inbox } from '../../functions/core/ports.ts';
import type { World } from '../../functions/core/world.ts';
import type { Connection } from './connect.ts';

export interface StageWorldOptions extends Pick<World, 'signal' | 'progress' | 'warn'> {
  /** The files a person brings along. */
  readonly inbox: Inbox;
  /** The policy a person brings along; null: the stage's own. */
  readonly policyText: string | null;
}

/** The stage's store and ledger, seen with the caller's own credentials. */
export function stageWorld({ stage, at, account, dynamodb }: Connection, options: StageWorldOptions): World {
  const { policyText, ...rest } = options;
  const objects = s3Objects(account, at.StoreBucket);
  return {
    ...rest,
    objects,
    ledger: dynamodbLedger(sdkDynamodb(dynamodb), at.LedgerTable),
    clock: systemClock,
    policy: {
      read: async () => {
        if (policyText !== null) return { name: 'the policy given', text: policyText };
        const bytes = await objects.get(POLICY_KEY);
        if (bytes !== undefined) return { name: POLICY_KEY, text: new TextDecoder().decode(bytes) };
        throw new MarginalError(
          'PolicyMissing',
          `stage '${stage}' has no policy yet; \`run --policy FILE\` gives it one`,
        );
      },
    },
    workflows: {
      start: async () => {
        throw new TypeError('the machines of a stage are run, not started');
      },
    },
  };
}
