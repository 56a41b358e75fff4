import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patchPolicy } from '../../functions/core/patch-policy.ts';
import { judgedSheet } from '../../page/judged-sheet.ts';
import { bookEntry, history, POLICY, score } from '../score/account.ts';

const spend = (age: number) => 100 + (age % 7);
const rollups = history(40, {
  'google:1:many': (age) => ({ spend: spend(age), conversions: 5, revenue: 300 }),
  'google:1:few': (age) => ({
    spend: spend(age),
    conversions: age % 5 === 0 ? 1.37 : 0,
    revenue: age % 5 === 0 ? 80 : 0,
  }),
  'google:1:constant': () => ({ spend: 50, conversions: 0.5, revenue: 60 }),
  'google:1:one-day': (age) => ({ spend: spend(age), conversions: age === 3 ? 20 : 0, revenue: age === 3 ? 900 : 0 }),
  'google:1:unspent': () => ({ spend: 0, conversions: 1, revenue: 10 }),
  'google:1:uncounted': (age) => ({ spend: spend(age), revenue: 200 }),
});
const book = [
  bookEntry('google:1:many'),
  bookEntry('google:1:no-data', { budgetFromReport: { micros: 5e6, atMs: 1 } }),
];

const scoredUnder = (minConversions: number) =>
  score(rollups, {
    facts: { book },
    question: { policy: patchPolicy(POLICY, { set: [`guardrails.minConversions=${minConversions}`] }) },
  });
const unjudged = scoredUnder(0);

test('the page judges conversions as scoring does, in the same words, whatever number is needed', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 1, 9, 10.96, 20, 21, 30, 200, 201), (needed) => {
      expect(judgedSheet(unjudged, needed)).toEqual(scoredUnder(needed));
    }),
  );
});

test('channels judged the same stay the same objects, whose curves are drawn already', () => {
  const many = ({ channel }: { channel: string }) => channel === 'google:1:many';
  expect(judgedSheet(unjudged, 30).channels.find(many)).toBe(unjudged.channels.find(many));
});
