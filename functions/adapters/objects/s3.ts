import type { ObjectStore } from '../../core/ports.ts';
import type { Account } from '../aws/account.ts';
import { AwsError } from '../aws/aws-error.ts';
import { type AwsRequest, send, sendForBytes } from '../aws/send.ts';
import { s3List } from './s3-list.ts';
import { s3Path } from './s3-path.ts';
import { s3PutStream } from './s3-put-stream.ts';

/** A condition that another writer met first: 412 when the object stands, 409 when the race is still open. */
const CONDITION_STATUSES: readonly number[] = [409, 412];

/** Objects in one S3 bucket. */
export function s3Objects(account: Account, bucket: string): ObjectStore {
  const at = (method: string, key: string, rest: Partial<AwsRequest> = {}): AwsRequest => ({
    service: 's3',
    bucket,
    method,
    path: s3Path(key),
    ...rest,
  });
  return {
    get: async (key) => {
      try {
        return await sendForBytes(account, at('GET', key));
      } catch (error) {
        if (error instanceof AwsError && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },

    getStream: async (key) => {
      try {
        return await send(account, at('GET', key));
      } catch (error) {
        if (error instanceof AwsError && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },

    put: async (key, body) => {
      await sendForBytes(account, at('PUT', key, { body }));
    },

    putStream: (key, chunks) => s3PutStream(account, at('PUT', key), chunks),

    create: async (key, body) => {
      try {
        await sendForBytes(account, at('PUT', key, { body, headers: { 'if-none-match': '*' } }));
        return true;
      } catch (error) {
        if (error instanceof AwsError && CONDITION_STATUSES.includes(error.status)) return false;
        throw error;
      }
    },

    list: async (prefix) => {
      const keys: string[] = [];
      for await (const { key } of s3List(account, bucket, prefix)) keys.push(key);
      return keys;
    },

    delete: async (key) => {
      await sendForBytes(account, at('DELETE', key));
    },
  };
}
