import type { Account } from './account.ts';
import { type AwsRequest, sendForText } from './send.ts';

const TARGETS = { dynamodb: 'DynamoDB_20120810', states: 'AWSStepFunctions' } as const;

/** One operation of a service that speaks JSON: `GetItem`, `StartExecution`. */
export type JsonCall = (operation: string, input: unknown) => Promise<unknown>;

export function jsonCall(account: Account, service: AwsRequest['service'] & keyof typeof TARGETS): JsonCall {
  return async (operation, input) => {
    const text = await sendForText(account, {
      service,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${TARGETS[service]}.${operation}` },
      body: new TextEncoder().encode(JSON.stringify(input)),
    });
    return JSON.parse(text);
  };
}
