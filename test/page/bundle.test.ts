import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundlePage } from '../../page/bundle.ts';

test('the code of the page is at most 150 kB, gzipped', async () => {
  const { view, worker } = await bundlePage();
  const bytes = [view, worker].map((code) => gzipSync(code, { level: 9 }).length);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(150_000);
});
