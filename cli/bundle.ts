import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundlePage } from '../page/bundle.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * What `npm pack` ships: Node strips no types below node_modules, so the command is bundled to JavaScript, in chunks
 * that load when a command needs them. dynalite stays a dependency, because it brings a native module. The what-if page's
 * code lies beside it, made: esbuild is not there once installed.
 */
await rm(`${ROOT}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: ROOT,
  entryPoints: { main: 'cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  chunkNames: 'chunks/[name]-[hash]',
  external: ['dynalite', 'esbuild'],
  // Some dependencies are CommonJS and call `require`, which a module lacks.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});

const launcher = await readFile(`${ROOT}cli/marginal.js`, 'utf8');
await writeFile(`${ROOT}dist/marginal.js`, launcher.replace('./main.ts', './main.js'), { mode: 0o755 });

const { view, worker } = await bundlePage();
await mkdir(`${ROOT}dist/page`);
await writeFile(`${ROOT}dist/page/view.js`, view);
await writeFile(`${ROOT}dist/page/worker.js`, worker);
