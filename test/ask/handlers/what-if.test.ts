import { describe, expect, test } from 'vitest';
import { readPlanText } from '../../../functions/ask/answer-text.ts';
import { whatIf } from '../../../functions/ask/handlers/what-if.ts';
import { askedAccount, textIn } from '../asked-account.ts';

describe('WhatIf', () => {
  test('plans under the changed assumptions', async () => {
    const world = await askedAccount();
    const plan = readPlanText(textIn(await whatIf({ overrides: { budget: '180' } }, world), 'plan'));
    expect(plan.targetBudgetMicros).toBe(180_000_000);
    expect(plan.lines.reduce((sum, { proposedMicros }) => sum + proposedMicros, 0)).toBe(180_000_000);
  });

  test('refuses limits that contradict one another', async () => {
    const world = await askedAccount();
    const overrides = { budget: '100', set: ['google:1:1.min=90', 'google:1:2.min=90'] };
    await expect(whatIf({ overrides }, world)).rejects.toMatchObject({ code: 'Infeasible' });
  });

  test('writes nothing', async () => {
    const world = await askedAccount();
    const refuse = async (): Promise<never> => {
      throw new Error('it wrote');
    };
    const { objects, ledger } = world;
    const guarded = {
      ...world,
      objects: { ...objects, put: refuse, create: refuse, putStream: refuse, delete: refuse },
      ledger: { ...ledger, write: refuse },
    };
    await expect(whatIf({}, guarded)).resolves.toBeDefined();
  });
});
