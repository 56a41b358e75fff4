import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { runCommand } from './command.ts';

describe('standard output', () => {
  test('a reader that has seen enough is no error', async () => {
    const { status, stderr } = await runCommand(['--help'], { stdout: 'closed' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.runIf(existsSync('/dev/full'))('where it cannot be written, one line says so and the status is 1', async () => {
    const full = await open('/dev/full', 'w');
    const { status, stderr } = await runCommand(['--help'], { stdout: full.fd });
    await full.close();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^marginal: cannot write to standard output: ENOSPC[^\n]*\n$/);
  });
});
