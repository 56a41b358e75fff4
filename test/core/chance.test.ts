import { expect, test } from 'vitest';
import { chanceInWords } from '../../functions/core/chance.ts';

test('a chance is said to a tenth of a percent', () => {
  expect(chanceInWords(0.9125)).toBe('91.3%');
  expect(chanceInWords(0.8)).toBe('80%');
});

test('no share of draws is certain, and none impossible', () => {
  expect(chanceInWords(1)).toBe('over 99%');
  expect(chanceInWords(0.9901)).toBe('over 99%');
  expect(chanceInWords(0.99)).toBe('99%');
  expect(chanceInWords(0.01)).toBe('1%');
  expect(chanceInWords(0)).toBe('under 1%');
});
