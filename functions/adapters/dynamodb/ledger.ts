import * as v from 'valibot';
import { decodeJson, encodeJson } from '../../core/json.ts';
import type { Item, ItemValue, Ledger } from '../../core/ports.ts';
import type { DynamoDb } from './dynamodb.ts';

/** DynamoDB's own names are reserved words now and then; these two-letter names are not. */
const PARTITION = 'pk';
const SORT = 'sk';
const VERSION = 'vn';
const BODY = 'body';

export const LEDGER_KEYS = { partition: PARTITION, sort: SORT } as const;

const Text = v.object({ S: v.string() });
const Keys = v.object({ [PARTITION]: Text, [SORT]: Text });
const Attributes = v.object({
  [PARTITION]: Text,
  [SORT]: Text,
  [VERSION]: v.object({ N: v.string() }),
  [BODY]: Text,
});
const Got = v.object({ Item: v.optional(Attributes) });
const Page = v.object({ Items: v.array(Attributes), LastEvaluatedKey: v.optional(Keys) });

/**
 * The ledger as one DynamoDB table. The value travels as one JSON string: no set or number type of DynamoDB changes it,
 * and a page of items costs the same read units as with attributes. Reads are consistent, because a decision rests on them.
 */
export function dynamodbLedger(dynamodb: DynamoDb, tableName: string): Ledger {
  return {
    get: async (partition, sort) => {
      const input = { TableName: tableName, Key: keyOf(partition, sort), ConsistentRead: true };
      const { Item } = v.parse(Got, await dynamodb.getItem(input));
      return Item === undefined ? undefined : itemOf(Item);
    },

    write: async ({ partition, sort, value }, expectedVersion) => {
      const input = {
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
      };
      try {
        await dynamodb.putItem(input);
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },

    query: async (partition, { prefix = '', after, descending = false, limit = Infinity } = {}) => {
      const items: Item[] = [];
      let start = after === undefined ? undefined : keyOf(partition, after);
      do {
        const page = v.parse(
          Page,
          await dynamodb.query({
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
        for (const attributes of page.Items) items.push(itemOf(attributes));
        start = page.LastEvaluatedKey;
      } while (start !== undefined && items.length < limit);
      return items;
    },
  };
}

function keyOf(partition: string, sort: string): v.InferOutput<typeof Keys> {
  return { [PARTITION]: { S: partition }, [SORT]: { S: sort } };
}

function itemOf({ pk, sk, vn, body }: v.InferOutput<typeof Attributes>): Item {
  const value = decodeJson(body.S);
  if (!isRecord(value)) throw new TypeError(`ledger item ${sk.S}: its body is no JSON object`);
  return { partition: pk.S, sort: sk.S, version: Number(vn.N), value };
}

function isRecord(value: unknown): value is { readonly [key: string]: ItemValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
