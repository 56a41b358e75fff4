import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spoolStandardInput } from '../../cli/standard-input.ts';

let folder: string;
let input: PassThrough;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginal-input-'));
  input = new PassThrough();
});
afterEach(() => rm(folder, { recursive: true }));

describe('standard input', () => {
  test('becomes a file named by its content', async () => {
    input.end('{}\n');
    const path = await spoolStandardInput(input, folder);
    // sha256sum of "{}\n".
    expect(basename(path)).toBe('stdin-ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356.ndjson');
    expect(await readFile(path, 'utf8')).toBe('{}\n');
  });

  test('that is interrupted is an interruption, and nobody is listening any more', async () => {
    const listening = process.listenerCount('SIGINT');
    const spooled = spoolStandardInput(input, folder);
    input.write('{}\n');
    process.emit('SIGINT');
    await expect(spooled).rejects.toMatchObject({ code: 'Interrupted' });
    expect(process.listenerCount('SIGINT')).toBe(listening);
  });
});
