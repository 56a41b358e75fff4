import { describe, expect, test } from 'vitest';
import { readSheetText } from '../../../functions/ask/answer-text.ts';
import { answerScore } from '../../../functions/ask/answers.ts';
import { score } from '../../../functions/ask/handlers/score.ts';
import { parseQuestion } from '../../../functions/ask/question.ts';
import { askedAccount, textIn } from '../asked-account.ts';

describe('Score', () => {
  test('answers the figures of the sheet, without curves and series', async () => {
    const world = await askedAccount();
    const { channels, asOf } = readSheetText(textIn(await score({}, world), 'sheet'));
    expect(asOf).toBe('2026-09-30');
    expect(channels.map(({ channel, days, spendMicros }) => [channel, days, spendMicros])).toEqual([
      ['google:1:1', 60, 6_000_000_000],
      ['google:1:2', 60, 3_000_000_000],
    ]);
    expect(channels.every(({ posterior, series: { length } }) => posterior === null && length === 0)).toBe(true);
  });

  test('answers curves and the newest 90 days to who asks for them, as they stand in the sheet', async () => {
    const world = await askedAccount();
    const answered = readSheetText(textIn(await score({ curves: true }, world), 'sheet'));
    const whole = await answerScore(parseQuestion({}), world);
    const series = whole.channels.map((channel) => channel.series.slice(-90));
    expect(answered).toEqual({
      ...whole,
      channels: whole.channels.map((channel, index) => ({ ...channel, series: series[index] })),
    });
    expect(answered.channels.some(({ posterior }) => posterior !== null)).toBe(true);
  });

  test('judges by the policy given, where one is', async () => {
    const world = await askedAccount();
    await expect(score({ policyText: 'currency: USD\ntimeZone: Nowhere\n' }, world)).rejects.toThrow(
      'the policy given',
    );
  });

  test('refuses what is no question', async () => {
    const world = await askedAccount();
    await expect(score({ asof: '2026-09-30' }, world)).rejects.toThrow('asof');
    await expect(score({ asOf: 'yesterday' }, world)).rejects.toThrow('a day such as');
  });
});
