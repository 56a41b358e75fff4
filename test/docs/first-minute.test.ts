import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { account } from '../e2e/cli.ts';

/** Estimates move with the estimator; what is said about them is what the README promises. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/\d[\d,.]*\d|\d/g, '#');
}

test('the first minute goes as the README shows it', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const shown = /^```text\n([\s\S]*?)^```/m.exec(readme)?.[1]?.trimEnd().split('\n') ?? [];
  const folder = await account({});
  try {
    const { status, stdout } = await folder.run('demo');
    expect(status).toBe(0);
    const printed = withoutNumbers(stdout).split('\n');
    expect(shown).not.toEqual([]);
    expect(shown.filter((line) => !printed.includes(withoutNumbers(line)))).toEqual([]);
    // What was read is no estimate.
    expect(stdout).toContain(shown[0]);
  } finally {
    await folder.remove();
  }
});
