import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Play } from './play-all.ts';
import type { Outcome } from './play-seed.ts';

const FOLDER = fileURLToPath(new URL('../.results/', import.meta.url));
const FILE = `${FOLDER}decisions.jsonl`;
const BENCH = fileURLToPath(new URL('.', import.meta.url));
const PRODUCT = fileURLToPath(new URL('../../functions/', import.meta.url));

interface Line {
  readonly code: string;
  readonly outcome: Outcome;
}

/** Outcomes of earlier runs of the very same code, one JSON line each; the newest of a play stands. */
export function savedOutcomes(): Map<string, Outcome> {
  const saved = new Map<string, Outcome>();
  if (!existsSync(FILE)) return saved;
  const codes = codeOf();
  for (const text of readFileSync(FILE, 'utf8').split('\n')) {
    const line = parsed(text);
    if (line !== undefined && line.code === codes(line.outcome.policy)) saved.set(keyOf(line.outcome), line.outcome);
  }
  return saved;
}

/** Keeps outcomes as they come, so that a run that was stopped can be taken up. */
export function outcomeSaver(): (outcome: Outcome) => void {
  mkdirSync(FOLDER, { recursive: true });
  const codes = codeOf();
  return (outcome) => {
    appendFileSync(FILE, `${JSON.stringify({ code: codes(outcome.policy), outcome })}\n`);
  };
}

export function keyOf({ scenario, seed, policy }: Play): string {
  return `${scenario}/${seed}/${policy}`;
}

/** What plays nothing: it keeps, sums up and prints outcomes. */
const ABOUT_OUTCOMES = ['decisions.ts', 'outcome-file.ts', 'play-all.ts', 'play-worker.ts', 'summary.ts', 'tables.ts'];

/** The product's own policy: no other depends on it. */
const OWN_POLICY = 'policies/ours.ts';

/** A hash of the sources an outcome depends on: the product's own policy depends on the product too. */
function codeOf(): (policy: string) => string {
  const bench = hashOf([BENCH], [...ABOUT_OUTCOMES, OWN_POLICY]);
  const product = hashOf([BENCH, `${PRODUCT}core/`, `${PRODUCT}score/`, `${PRODUCT}rebalance/`], ABOUT_OUTCOMES);
  return (policy) => (policy === 'ours' ? product : bench);
}

function hashOf(folders: readonly string[], without: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((path) => path.endsWith('.ts') && !without.includes(path)).sort()) {
      hash.update(`${name}\n`).update(readFileSync(`${folder}${name}`));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** A line cut short by a stopped run counts as none. */
function parsed(text: string): Line | undefined {
  try {
    const line: Line = JSON.parse(text);
    return line;
  } catch {
    return undefined;
  }
}
