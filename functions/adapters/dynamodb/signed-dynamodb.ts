import type { Account } from '../aws/account.ts';
import { jsonCall } from '../aws/json-call.ts';
import type { DynamoDb } from './dynamodb.ts';

/** By requests signed here: a function that starts cold would load the SDK for longer than it works. */
export function signedDynamodb(account: Account): DynamoDb {
  const call = jsonCall(account, 'dynamodb');
  return {
    getItem: (request) => call('GetItem', request),
    putItem: (request) => call('PutItem', request),
    query: (request) => call('Query', request),
  };
}
