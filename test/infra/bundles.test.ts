import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BUNDLE_KB_MAX, bundleFunctions } from '../../infra/bundle-functions.ts';
import { QUESTIONS } from '../../workflows/questions.ts';
import { TASKS } from '../../workflows/tasks.ts';
import { WATCHERS } from '../../workflows/watchers.ts';

const SPECS = { ...TASKS, ...QUESTIONS, ...WATCHERS };
const folderOf = bundleFunctions(Object.fromEntries(Object.entries(SPECS).map(([name, { entry }]) => [name, entry])));

describe.each(Object.keys(SPECS))('%s as it is deployed', (name) => {
  const code = readFileSync(`${folderOf(name)}/index.mjs`);

  test('is small enough to start fast', () => {
    const limit = name === 'WhatIf' ? BUNDLE_KB_MAX.whatIf : BUNDLE_KB_MAX.any;
    expect(gzipSync(code).length / 1000).toBeLessThanOrEqual(limit);
  });

  test('holds no AWS SDK', () => {
    // A header that every client of the SDK sends.
    expect(code.includes('amz-sdk-request')).toBe(false);
  });
});
