import { MarginalError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { functionAccount } from './aws/account.ts';
import { jsonCall } from './aws/json-call.ts';
import { systemClock } from './clock.ts';
import { dynamodbLedger } from './dynamodb/ledger.ts';
import { signedDynamodb } from './dynamodb/signed-dynamodb.ts';
import { environment } from './environment.ts';
import { S3_FILE_BYTES_MAX, s3Inbox } from './inbox-s3.ts';
import { s3Objects } from './objects/s3.ts';
import { snsOutbox } from './outbox.ts';
import { POLICY_KEY } from './policy-key.ts';

/** The world of a deployed function: made once, it lives as long as the process. */
export function awsWorld(): Omit<World, 'signal' | 'warn'> {
  const account = functionAccount();
  const objects = s3Objects(account, environment('STORE_BUCKET'));
  return {
    objects,
    ledger: dynamodbLedger(signedDynamodb(account), environment('LEDGER_TABLE')),
    inbox: lazyInbox(() => s3Inbox(account, environment('INBOX_BUCKET'))),
    clock: systemClock,
    policy: {
      read: async () => {
        const bytes = await objects.get(POLICY_KEY);
        if (bytes === undefined) throw new MarginalError('PolicyMissing', `no '${POLICY_KEY}' in the store bucket`);
        return { name: POLICY_KEY, text: new TextDecoder().decode(bytes) };
      },
    },
    workflows: {
      start: async (_workflow, input) => {
        // The one who runs it holds the lease by the execution's name; the command line finds it by its beginning.
        const name = `auto-${String(input['runId'])}-${systemClock.nowMs()}`;
        await jsonCall(account, 'states')('StartExecution', {
          stateMachineArn: environment('APPLY_MACHINE'),
          name,
          input: JSON.stringify({ ...input, execution: name }),
        });
      },
    },
    outbox: snsOutbox(account),
    progress: () => undefined,
  };
}

/** Most functions have no inbox and no name of one. */
function lazyInbox(open: () => World['inbox']): World['inbox'] {
  return {
    bytesMax: S3_FILE_BYTES_MAX,
    list: () => open().list(),
    open: (name) => open().open(name),
    park: async (file, reason) => open().park?.(file, reason),
  };
}
