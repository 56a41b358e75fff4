import { overridesOf, type Scenario } from './scenario.ts';

/**
 * The command that answers the same on a terminal, for a POSIX shell.
 * Worked example: a budget of 9000 is `marginal what-if --budget 9000`.
 */
export function commandLine(scenario: Scenario): string {
  const { budget, maxChange, goal, targetRoas, set = [] } = overridesOf(scenario);
  const options = [
    ['--budget', budget],
    ['--max-change', maxChange],
    ['--goal', goal],
    ['--target-roas', targetRoas],
    ...set.map((setting) => ['--set', setting] as const),
  ] as const;
  const words = options.flatMap(([name, value]) => (value === undefined ? [] : [name, quoted(value)]));
  return ['marginal what-if', ...words].join(' ');
}

function quoted(word: string): string {
  return /^[\w.:%/-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
