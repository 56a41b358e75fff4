import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((name) => join(ROOT, name)),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(ROOT, 'docs', name)),
];

/** Text outside fenced code, where brackets are no links. */
function proseOf(path: string): string {
  return readFileSync(path, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
}

/** As GitHub makes them: lower case, punctuation dropped, spaces as hyphens. */
function anchorsOf(path: string): Set<string> {
  const headings = proseOf(path).matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  );
}

function brokenLinksIn(page: string): string[] {
  const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).has(anchor));
    });
}

/** Paths named in code spans; those with a placeholder in them name no file. */
function missingPathsIn(page: string): string[] {
  const named = [
    ...proseOf(page).matchAll(/`((?:functions|workflows|infra|local|cli|examples|test|docs)\/[\w./-]*)`/g),
  ];
  return named.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path)));
}

describe('paths that are named exist', () => {
  test.each(pages.map((page) => [relative(ROOT, page), page]))('%s', (_, page) => {
    expect(missingPathsIn(page)).toEqual([]);
  });
});

describe('relative links lead somewhere', () => {
  test.each(pages.map((page) => [relative(ROOT, page), page]))('%s', (_, page) => {
    expect(brokenLinksIn(page)).toEqual([]);
  });
});
