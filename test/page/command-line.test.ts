import { expect, test } from 'vitest';
import { commandLine } from '../../page/command-line.ts';

test('a scenario as a command for a shell', () => {
  expect(commandLine({ name: 'n', limits: {} }, [])).toBe('marginal what-if');
  expect(commandLine({ name: 'n', budget: '5', limits: {} }, ['--store', 'my client'])).toBe(
    "marginal what-if --store 'my client' --budget 5",
  );
  expect(
    commandLine(
      { name: 'n', budget: '9000', maxChange: '30%', limits: { 'google:1:2': { max: '50', lock: true } } },
      [],
    ),
  ).toBe("marginal what-if --budget 9000 --max-change 30% --set 'google:1:2.max=50' --set 'google:1:2.lock=true'");
});

test('no name of a campaign leaves its quotes', () => {
  expect(commandLine({ name: 'n', limits: { "x:1:'; rm -rf / #": { lock: true } } }, [])).toBe(
    String.raw`marginal what-if --set 'x:1:'\''; rm -rf / #.lock=true'`,
  );
});
