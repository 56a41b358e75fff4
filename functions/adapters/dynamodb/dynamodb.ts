/** A string or a number as DynamoDB writes it. */
type Attribute = { S: string } | { N: string };

interface Keyed {
  readonly TableName: string;
  readonly Key: Record<string, Attribute>;
  readonly ConsistentRead: boolean;
}

interface Put {
  readonly TableName: string;
  readonly Item: Record<string, Attribute>;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, Attribute>;
}

interface Queried {
  readonly TableName: string;
  readonly ConsistentRead: boolean;
  readonly ScanIndexForward: boolean;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, Attribute>;
  readonly ExclusiveStartKey?: Record<string, Attribute>;
  readonly Limit?: number;
}

/**
 * The three operations the ledger is made of. Errors bear the service's own names, such as
 * `ConditionalCheckFailedException`; answers are parsed by who asks.
 */
export interface DynamoDb {
  getItem(request: Keyed): Promise<unknown>;
  putItem(request: Put): Promise<unknown>;
  query(request: Queried): Promise<unknown>;
}
