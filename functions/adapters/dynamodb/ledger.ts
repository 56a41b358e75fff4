import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { decodeJson, encodeJson } from '../../core/json.ts';
import type { Item, ItemValue, Ledger } from '../../core/ports.ts';

/** DynamoDB's own names are reserved words now and then; these two-letter names are not. */
const PARTITION = 'pk';
const SORT = 'sk';
const VERSION = 'vn';
const BODY = 'body';

export const LEDGER_KEYS = { partition: PARTITION, sort: SORT } as const;

/**
 * The ledger as one DynamoDB table. The value travels as one JSON string: no set or number type of DynamoDB changes it,
 * and a page of items costs the same read units as with attributes. Reads are consistent, because a decision rests on them.
 */
export function dynamodbLedger(client: Pick<DynamoDBClient, 'send'>, tableName: string): Ledger {
  return {
    get: async (partition, sort) => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: keyOf(partition, sort),
          ConsistentRead: true,
        }),
      );
      return Item === undefined ? undefined : itemOf(Item);
    },

    write: async ({ partition, sort, value }, expectedVersion) => {
      const command = new PutItemCommand({
        TableName: tableName,
        Item: {
          [PARTITION]: { S: partition },
          [SORT]: { S: sort },
          [VERSION]: { N: String(expectedVersion + 1) },
          [BODY]: { S: encodeJson(value) },
        },
        ...(expectedVersion === 0
          ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': PARTITION } }
          : {
              ConditionExpression: '#vn = :expected',
              ExpressionAttributeNames: { '#vn': VERSION },
              ExpressionAttributeValues: { ':expected': { N: String(expectedVersion) } },
            }),
      });
      try {
        await client.send(command);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    query: async (partition, { prefix = '', after, descending = false, limit = Infinity } = {}) => {
      const items: Item[] = [];
      let start = after === undefined ? undefined : keyOf(partition, after);
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            ScanIndexForward: !descending,
            KeyConditionExpression: prefix === '' ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :prefix)',
            ExpressionAttributeNames: prefix === '' ? { '#pk': PARTITION } : { '#pk': PARTITION, '#sk': SORT },
            ExpressionAttributeValues: {
              ':pk': { S: partition },
              ...(prefix === '' ? {} : { ':prefix': { S: prefix } }),
            },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
            ...(limit === Infinity ? {} : { Limit: limit - items.length }),
          }),
        );
        items.push(...(page.Items ?? []).map(itemOf));
        start = page.LastEvaluatedKey === undefined ? undefined : keyOf(partition, textOf(page.LastEvaluatedKey, SORT));
      } while (start !== undefined && items.length < limit);
      return items;
    },
  };
}

function keyOf(partition: string, sort: string): Record<string, AttributeValue> {
  return { [PARTITION]: { S: partition }, [SORT]: { S: sort } };
}

function itemOf(attributes: Record<string, AttributeValue>): Item {
  const value = decodeJson(textOf(attributes, BODY));
  if (!isRecord(value)) throw new TypeError(`ledger item ${textOf(attributes, SORT)}: its body is no JSON object`);
  return {
    partition: textOf(attributes, PARTITION),
    sort: textOf(attributes, SORT),
    version: Number(attributes[VERSION]?.N),
    value,
  };
}

function textOf(attributes: Record<string, AttributeValue>, name: string): string {
  const text = attributes[name]?.S;
  if (text === undefined) throw new TypeError(`ledger item without the attribute '${name}'`);
  return text;
}

function isRecord(value: unknown): value is { readonly [key: string]: ItemValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
