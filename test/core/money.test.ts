import { expect, test } from 'vitest';
import { minorUnitMicros } from '../../functions/core/money.ts';

const digitsOf = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

test.each(Intl.supportedValuesOf('currency'))('the minor unit of %s is what Intl says', (currency) => {
  expect(minorUnitMicros(currency)).toBe(10 ** (6 - digitsOf(currency)));
});
