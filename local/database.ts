import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { LEDGER_KEYS, dynamodbLedger } from '../functions/adapters/dynamodb/ledger.ts';
import { sdkDynamodb } from '../functions/adapters/dynamodb/sdk-dynamodb.ts';
import type { Ledger } from '../functions/core/ports.ts';

const TABLE = 'marginal-ledger';

export interface Database {
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** A DynamoDB of this process alone, on a port of 127.0.0.1 the system picks; in the folder, or in memory without one. */
export async function openDatabase(folder?: string): Promise<Database> {
  const database = await openWithTable(folder);
  if (database !== undefined) return database;
  // A process was killed while it made the table, which stays unfinished for ever; nothing can have been written to it.
  if (folder !== undefined) await rm(folder, { recursive: true });
  return openDatabase(folder);
}

/** Undefined where the table is there, but unfinished. */
async function openWithTable(folder?: string): Promise<Database | undefined> {
  const server = dynalite({ createTableMs: 0, ...(folder === undefined ? {} : { path: folder }) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the local DynamoDB has no port');

  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'local',
    // dynalite wants a signature and checks none.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const close = async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
  };
  try {
    if (!(await ensureTable(client))) {
      await close();
      return undefined;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ledger: dynamodbLedger(sdkDynamodb(client), TABLE), close };
}

/** False where a table that is there cannot be used. */
async function ensureTable(client: DynamoDBClient): Promise<boolean> {
  const { TableNames: names = [] } = await client.send(new ListTablesCommand({}));
  if (names.includes(TABLE)) {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: TABLE }));
    return table?.TableStatus === 'ACTIVE';
  }
  const { partition, sort } = LEDGER_KEYS;
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: partition, AttributeType: 'S' },
        { AttributeName: sort, AttributeType: 'S' },
      ],
    }),
  );
  // Even a delay of nothing ends after the answer to the command.
  await waitUntilTableExists({ client, minDelay: 0.01, maxDelay: 0.05, maxWaitTime: 30 }, { TableName: TABLE });
  return true;
}
