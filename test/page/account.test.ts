import { expect, test } from 'vitest';
import type { ScoredChannel } from '../../functions/core/scored.ts';
import { whatIf } from '../../functions/rebalance/what-if.ts';
import { packAccount, unpackAccount } from '../../page/account.ts';
import { frozen } from '../report/frozen.ts';
import { sampleAccount } from './sample-account.ts';

const account = frozen(sampleAccount({ channels: 24 }));

test('an account comes back from the page with every digit a plan is made of', () => {
  const back = unpackAccount(packAccount(account));
  expect(back.policy).toEqual(account.policy);
  const [sheet] = account.sheets;
  const [returned] = back.sheets;
  const withoutDays = (channels: readonly ScoredChannel[] = []) =>
    channels.map((channel) => ({ ...channel, series: [] }));
  expect(withoutDays(returned?.channels)).toEqual(withoutDays(sheet?.channels));
});

test('the newest days come along, on their days', () => {
  const [first] = unpackAccount(packAccount(account)).sheets[0]?.channels ?? [];
  const known = account.sheets[0]?.channels[0]?.series ?? [];
  expect(first?.series).toEqual(known.slice(-90).map((day) => ({ ...day, conversionMicros: null })));
});

test('the plan of the account that came back is the plan of the account', () => {
  const back = unpackAccount(packAccount(account));
  const [before, after] = [account.sheets[0], back.sheets[0]];
  if (before === undefined || after === undefined) throw new Error('no sheet');
  const overrides = { budget: '8000', maxChange: '35%' };
  expect(whatIf(after, back.policy, overrides).plan).toEqual(whatIf(before, account.policy, overrides).plan);
});
