import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { ERRORS } from '../../functions/core/errors.ts';

const documented = new Map(
  readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, code = '', exit = '', transient = '', meaning = '', example = '']) => [
      code.replaceAll('`', ''),
      { exit, transient, meaning, example },
    ]),
);

describe('docs/errors.md', () => {
  test.each(Object.entries(ERRORS))('tells %s as the catalogue has it', (code, { exit, transient, example }) => {
    const row = documented.get(code);
    expect(row, `docs/errors.md lacks a row for ${code}`).toBeDefined();
    expect(row?.exit).toBe(String(exit));
    expect(row?.transient).toBe(transient ? 'yes' : 'no');
    expect(row?.example).toBe(example);
    expect(row?.meaning).not.toBe('');
  });

  test('has no code that the catalogue lacks', () => {
    expect([...documented.keys()].filter((code) => !(code in ERRORS))).toEqual([]);
  });
});
