import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPolicy } from '../../cli/policy-file.ts';

const POLICY = 'currency: USD\ntimeZone: UTC\n';

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'marginal-policy-')), 'policy.yaml');
});
afterEach(() => rm(join(path, '..'), { recursive: true }));

describe('a policy file', () => {
  test.each([
    ['plain', POLICY],
    ['with a byte order mark', `\uFEFF${POLICY}`],
    ['with the line ends of Windows', POLICY.replaceAll('\n', '\r\n')],
    ['with words of any language', `# Übersicht für 東京\n${POLICY}`],
  ])('%s is read', async (_what, text) => {
    await writeFile(path, text);
    expect(await loadPolicy(path)).toMatchObject({ currency: 'USD', timeZone: 'UTC' });
  });

  test.each([
    ['in UTF-16', Buffer.from(`\uFEFF${POLICY}`, 'utf16le'), 'no text in UTF-8'],
    ['that is a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'no text in UTF-8'],
    ['indented by tabs', Buffer.from(`${POLICY}guardrails:\n\tmaxChange: 20%\n`), 'line 4: not valid YAML: Tabs'],
    ['of no bytes', Buffer.from(''), 'currency: is needed'],
  ])('%s is refused', async (_what, bytes, message) => {
    await writeFile(path, bytes);
    await expect(loadPolicy(path)).rejects.toMatchObject({
      code: 'PolicyInvalid',
      message: expect.stringContaining(message),
    });
  });

  test('that is not there, or is a folder, is missing', async () => {
    await expect(loadPolicy(path)).rejects.toMatchObject({ code: 'PolicyMissing' });
    await mkdir(path);
    await expect(loadPolicy(path)).rejects.toMatchObject({
      code: 'PolicyMissing',
      message: expect.stringContaining('which is a folder'),
    });
  });
});
