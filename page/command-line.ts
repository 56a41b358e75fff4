import { overridesOf, type Scenario } from './scenario.ts';

/**
 * The command that answers the same on a terminal, for a POSIX shell. `given` are the words of the flags the page itself
 * was asked for with: another store or policy would answer otherwise.
 * Worked example: a budget of 9000 under `--store client` is `marginal what-if --store client --budget 9000`.
 */
export function commandLine(scenario: Scenario, given: readonly string[]): string {
  const { budget, maxChange, goal, targetRoas, set = [] } = overridesOf(scenario);
  const options = [
    ['--budget', budget],
    ['--max-change', maxChange],
    ['--goal', goal],
    ['--target-roas', targetRoas],
    ...set.map((setting) => ['--set', setting] as const),
  ] as const;
  const words = options.flatMap(([name, value]) => (value === undefined ? [] : [name, quoted(value)]));
  return ['marginal what-if', ...given.map(quoted), ...words].join(' ');
}

function quoted(word: string): string {
  return /^[\w.:%/-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
