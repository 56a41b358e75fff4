import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { sourceStack } from '../../functions/adapters/source-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginal-source-stack-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The error that a bundled function throws in the fourth line of its source. */
function thrownBy(sourcemap: 'external' | false): Error {
  const source = join(folder, 'divide.ts');
  writeFileSync(
    source,
    'export function divide(by: number): number {\n  // why\n  if (by === 0)\n    throw new Error("by nothing");\n  return 1 / by;\n}\n',
  );
  const outfile = join(folder, `${sourcemap || 'bare'}.mjs`);
  buildSync({ entryPoints: [source], outfile, bundle: true, format: 'esm', minify: true, sourcemap });
  // Outside the test runner, which has stacks of its own.
  const code = `import(${JSON.stringify(pathToFileURL(outfile).href)}).then(({ divide }) => divide(0)).catch(({ stack }) => console.log(stack))`;
  const error = new Error('by nothing');
  error.stack = execFileSync(process.execPath, ['--eval', code], { encoding: 'utf8' });
  return error;
}

test('a place in a bundle is told as that in the source, by the map beside it', () => {
  expect(sourceStack(thrownBy('external'))).toMatch(/^Error: by nothing\n {4}at \S+ \(\S*divide\.ts:4:11\)/);
});

test('without a map, and outside bundles, places stay as they are', () => {
  const bare = thrownBy(false);
  expect(sourceStack(bare)).toBe(bare.stack);
  const error = new Error('here');
  expect(sourceStack(error)).toBe(error.stack);
});
