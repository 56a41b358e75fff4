import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const VENV = fileURLToPath(new URL('../.venv/', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const IMPORTS = 'import numpy, scipy, nlopt; print(numpy.__version__, scipy.__version__, nlopt.__version__)';

/** A Python with the peers' libraries, or why there is none. */
export type Python = { readonly path: string; readonly versions: string } | { readonly missing: string };

/** Made in bench/.venv on first use, from pinned versions. */
export function preparePython(): Python {
  const path = `${VENV}bin/python`;
  if (!existsSync(path)) {
    const made = spawnSync('python3', ['-m', 'venv', VENV], { encoding: 'utf8' });
    if (made.status !== 0) return { missing: `no python3 that makes virtual environments: ${reasonOf(made)}` };
  }
  const before = versionsOf(path);
  if (before !== undefined) return { path, versions: before };
  process.stderr.write('peers: installing numpy, scipy and nlopt into bench/.venv\n');
  const installed = spawnSync(path, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS], { encoding: 'utf8' });
  const after = versionsOf(path);
  if (after === undefined) return { missing: `the peers' libraries cannot be installed: ${reasonOf(installed)}` };
  return { path, versions: after };
}

function versionsOf(path: string): string | undefined {
  const answer = spawnSync(path, ['-c', IMPORTS], { encoding: 'utf8' });
  if (answer.status !== 0) return undefined;
  const [numpy, scipy, nlopt] = answer.stdout.trim().split(' ');
  return `numpy ${numpy}, SciPy ${scipy}, NLopt ${nlopt}`;
}

function reasonOf({ error, stderr }: { error?: Error; stderr: string | null }): string {
  return error?.message ?? (stderr ?? '').trim().split('\n').at(-1) ?? '';
}
