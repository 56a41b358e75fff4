import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { parsePolicy } from '../../functions/core/parse-policy.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Indented blocks included: a list item holds its own. */
function yamlBlocks(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^( *)```yaml\n([\s\S]*?)^ *```/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

describe('policies in the documents are policies', () => {
  test.each(['README.md', 'docs/policy.md'])('%s', (page) => {
    const blocks = yamlBlocks(page);
    expect(blocks).toHaveLength(1);
    for (const block of blocks) expect(parsePolicy(block, page).currency).toBe('USD');
  });

  test('the defaults that docs/policy.md names are the real ones', () => {
    const policy = parsePolicy('currency: USD\ntimeZone: UTC\n', 'policy.yaml');
    const text = readFileSync(join(ROOT, 'docs/policy.md'), 'utf8');
    const defaultOf = (key: string): string => {
      const row = text.split('\n').find((line) => line.startsWith(`| \`${key}\``));
      return (row?.split('|')[2] ?? '').trim().replaceAll('`', '');
    };
    expect(defaultOf('guardrails.maxChange')).toBe(`${policy.guardrails.maxChange * 100}%`);
    expect(defaultOf('guardrails.minConversions')).toBe(String(policy.guardrails.minConversions));
    expect(defaultOf('guardrails.maxAgeDays')).toBe(String(policy.guardrails.maxAgeDays));
    expect(defaultOf('goal')).toBe(policy.goal);
    expect(defaultOf('approval')).toBe(policy.approval);
    expect(defaultOf('acceptDays')).toBe(String(policy.acceptDays));
    expect(defaultOf('outcomes')).toBe(policy.outcomes);
  });
});
