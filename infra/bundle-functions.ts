import { buildSync } from 'esbuild';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Some dependencies are CommonJS and call `require`, which a module lacks. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** The same parser as modules: for Node it comes as CommonJS, which is loaded whole, 17 kB and 5 ms more. */
const YAML_AS_MODULES = { yaml: join(ROOT, 'node_modules/yaml/browser/index.js') };

/** What a function may weigh, gzipped: half of a cold start is reading and compiling its code. */
export const BUNDLE_KB_MAX = { any: 200, whatIf: 120 } as const;

/**
 * One folder a function with its `index.mjs`, everything it needs and nothing else, and the map of its sources beside it.
 * All in one pass, which takes a second; a process for each function took three times as long.
 */
export function bundleFunctions(entries: Readonly<Record<string, string>>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'marginal-functions-'));
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, entry]) => [`${name}/index`, entry])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    alias: YAML_AS_MODULES,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  return (name) => join(folder, name);
}
