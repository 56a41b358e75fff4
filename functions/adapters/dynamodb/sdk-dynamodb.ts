import { type DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from './dynamodb.ts';

/** By the AWS SDK, with its retries, profiles and single sign-on: for people's machines. */
export function sdkDynamodb(client: DynamoDBClient): DynamoDb {
  return {
    getItem: (request) => client.send(new GetItemCommand(request)),
    putItem: (request) => client.send(new PutItemCommand(request)),
    query: (request) => client.send(new QueryCommand(request)),
  };
}
