import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import dynalite from 'dynalite';
import * as v from 'valibot';
import { type JsonCall, jsonCall } from '../functions/adapters/aws/json-call.ts';
import { LEDGER_KEYS, dynamodbLedger } from '../functions/adapters/dynamodb/ledger.ts';
import type { Ledger } from '../functions/core/ports.ts';

const TABLE = 'marginal-ledger';

export interface Database {
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** A DynamoDB of this process alone, on a port of 127.0.0.1 the system picks; in the folder, or in memory without one. */
export async function openDatabase(folder?: string): Promise<Database> {
  const server = dynalite({ createTableMs: 0, ...(folder === undefined ? {} : { path: folder }) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the local DynamoDB has no port');

  const account = {
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'local',
    // dynalite wants a signature and checks none.
    credentials: async () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  };
  const call = jsonCall(account, 'dynamodb');
  const close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
    });
  };
  try {
    await ensureTable(call);
  } catch (error) {
    await close();
    throw error;
  }
  return { ledger: dynamodbLedger(call, TABLE), close };
}

const Tables = v.object({ TableNames: v.array(v.string()) });
const Described = v.object({ Table: v.object({ TableStatus: v.string() }) });

async function ensureTable(call: JsonCall): Promise<void> {
  const { TableNames: names } = v.parse(Tables, await call('ListTables', {}));
  if (names.includes(TABLE)) return;
  const { partition, sort } = LEDGER_KEYS;
  await call('CreateTable', {
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
  });
  // Even a delay of nothing ends after the answer to the command.
  const isActive = async () =>
    v.parse(Described, await call('DescribeTable', { TableName: TABLE })).Table.TableStatus === 'ACTIVE';
  while (!(await isActive())) await wait(10);
}
