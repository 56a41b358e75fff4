import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bundle } from '../page/document.ts';
import { packageRoot } from './package-root.ts';

/** The page's code: made from source inside the repository, as `prepack` left it once installed. */
export async function pageBundle(): Promise<Bundle> {
  const packed = join(packageRoot(), 'dist', 'page');
  if (existsSync(join(packageRoot(), 'page', 'what-if.tsx'))) return (await import('../page/bundle.ts')).bundlePage();
  const [view, worker] = await Promise.all(
    ['view.js', 'worker.js'].map((name) => readFile(join(packed, name), 'utf8')),
  );
  return { view: view ?? '', worker: worker ?? '' };
}
