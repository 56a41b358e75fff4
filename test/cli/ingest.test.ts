import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryAccount } from './account.ts';
import { runCommand } from './command.ts';

const POLICY = 'currency: USD\ntimeZone: UTC\n';

test('every file refused is an error, beside the document that tells of all of them', async () => {
  const cwd = await temporaryAccount({ 'policy.yaml': POLICY, 'inbox/notes.txt': 'hello\n', 'inbox/more.txt': 'x\n' });
  const { status, stdout, stderr } = await runCommand(['ingest', 'inbox', '--json'], { cwd });
  expect(status).toBe(2);
  expect(JSON.parse(stdout).ingest).toMatchObject({ refusedFiles: 2 });
  expect(JSON.parse(stderr).error).toEqual({
    code: 'UnknownFormat',
    message: expect.stringMatching(
      /^all 2 files were refused: more\.txt: no known format has the columns: x; taken are /,
    ),
    refusedFiles: 2,
  });
});

test('a good file beside a refused one makes no error', async () => {
  const good = `date,channel,spend\n2026-10-01,google:1:2,12.50\n`;
  const cwd = await temporaryAccount({ 'policy.yaml': POLICY, 'inbox/notes.txt': 'hello\n', 'inbox/good.csv': good });
  const { status, stderr } = await runCommand(['ingest', 'inbox', '--json'], { cwd });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.runIf(existsSync('/dev/null'))('what is neither a file nor a folder is refused, not passed over', async () => {
  const cwd = await temporaryAccount({ 'policy.yaml': POLICY });
  const { status, stderr } = await runCommand(['ingest', '/dev/null'], { cwd });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringContaining("'/dev/null' is neither a file nor a folder"),
  });
});
