import * as v from 'valibot';
import { expect, test } from 'vitest';
import { trueReturn } from '../../examples/truth.ts';
import { account } from './cli.ts';
import { RunDocument } from './documents.ts';

test('the plan of the sample account truly earns more, by the curves its files were made from', async () => {
  const bare = await account({});
  const { plan } = v.parse(RunDocument, (await bare.json('demo')).document);
  const earned = (field: 'currentMicros' | 'proposedMicros') =>
    plan.lines.reduce((sum, line) => sum + trueReturn(line.channel, line[field] / 1e6), 0);
  expect(plan.status).toBe('optimal');
  expect(plan.lines.reduce((sum, { proposedMicros }) => sum + proposedMicros, 0)).toBe(plan.budgetMicros);
  expect(earned('proposedMicros')).toBeGreaterThan(earned('currentMicros') * 1.03);
  await bare.remove();
});
