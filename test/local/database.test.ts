import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { expect, test } from 'vitest';
import { openDatabase } from '../../local/database.ts';

/** What a process leaves that is killed after the table was asked for and before it is there. */
async function leaveUnfinished(folder: string): Promise<void> {
  const server = dynalite({ createTableMs: 60_000, path: folder });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${address.port}`, region: 'local', credentials });
  await client.send(
    new CreateTableCommand({
      TableName: 'marginal-ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
}

test('a database whose table was left unfinished is made anew; one that is whole keeps what it holds', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-database-'));
  try {
    await leaveUnfinished(join(folder, 'ledger'));
    const made = await openDatabase(join(folder, 'ledger'));
    expect(await made.ledger.write({ partition: 'a', sort: 'b', value: { c: 1 } }, 0)).toBe(true);
    await made.close();
    const again = await openDatabase(join(folder, 'ledger'));
    expect(await again.ledger.get('a', 'b')).toMatchObject({ version: 1, value: { c: 1 } });
    await again.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
