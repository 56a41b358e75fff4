import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import type { Bundle } from './document.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** None of these does anything when it is imported but define: what is not used is left out (yaml alone is 15 kB). */
const PURE = /^(yaml|d3-[a-z-]+|d3)$/;

const pure: Plugin = {
  name: 'pure',
  setup(build) {
    build.onResolve({ filter: PURE }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === 'resolving') return undefined;
      const resolved = await build.resolve(path, { resolveDir, kind, pluginData: 'resolving' });
      return resolved.errors.length > 0 ? { errors: resolved.errors } : { path: resolved.path, sideEffects: false };
    });
  },
};

/** The page's code as the browser runs it, from the very modules the command line runs. esbuild loads only here. */
export async function bundlePage(): Promise<Bundle> {
  const { build } = await import('esbuild');
  const bundled = async (entry: string): Promise<string> => {
    const { outputFiles } = await build({
      absWorkingDir: ROOT,
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      target: ['chrome120', 'firefox121', 'safari17.4'],
      legalComments: 'none',
      plugins: [pure],
      logLevel: 'warning',
    });
    return outputFiles[0]?.text ?? '';
  };
  const [view, worker] = await Promise.all([bundled('page/what-if.tsx'), bundled('page/worker.ts')]);
  return { view, worker };
}
