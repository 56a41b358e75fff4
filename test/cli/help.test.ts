import { describe, expect, test } from 'vitest';
import { runCommand } from './command.ts';

const { stdout: overview } = await runCommand(['--help']);
const commands = [...overview.matchAll(/^ {2}([a-z-]+) (?:\[|<)/gm)].map(([, name = '']) => name);

describe('--help', () => {
  test('is -h too, and lists the commands', async () => {
    expect((await runCommand(['-h'])).stdout).toBe(overview);
    expect(commands).toEqual(expect.arrayContaining(['demo', 'run', 'what-if', 'apply', 'refold', 'cost']));
  });

  test.each(commands)('%s: has an example of itself', async (command) => {
    const { status, stdout } = await runCommand([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?:\\n(.*\\n)*?.*\\bmarginal ${command}\\b`));
  });
});
