import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { microsToDecimal } from '../../../functions/core/money.ts';
import { readAmount, readCount } from '../../../functions/ingest/decode/read-amount.ts';
import { readNumber } from '../../../functions/ingest/decode/read-number.ts';

interface Style {
  readonly decimal: '.' | ',';
  readonly group: string;
  readonly indian: boolean;
  readonly prefix: string;
  readonly suffix: string;
}

function write(micros: number, { decimal, group, indian, prefix, suffix }: Style): string {
  const [whole = '', fraction] = microsToDecimal(Math.abs(micros)).split('.');
  const grouped = whole.replaceAll(indian ? /\B(?=(?:\d{2})*\d{3}$)/g : /\B(?=(?:\d{3})+$)/g, group);
  return `${micros < 0 ? '-' : ''}${prefix}${grouped}${fraction === undefined ? '' : decimal + fraction}${suffix}`;
}

const styles = fc.oneof(
  fc.record({
    decimal: fc.constant('.' as const),
    group: fc.constantFrom('', ',', "'", '’', ' ', '\u00a0', '\u202f'),
    indian: fc.constant(false),
  }),
  fc.record({ decimal: fc.constant('.' as const), group: fc.constant(','), indian: fc.constant(true) }),
  fc.record({
    decimal: fc.constant(',' as const),
    group: fc.constantFrom('', '.', "'", ' ', '\u202f'),
    indian: fc.constant(false),
  }),
);
const tokens = fc.constantFrom(
  { prefix: '', suffix: '' },
  { prefix: '$', suffix: '' },
  { prefix: 'US$', suffix: '' },
  { prefix: '', suffix: ' €' },
  { prefix: 'USD ', suffix: '' },
  { prefix: '', suffix: ' kr' },
);

describe('numbers', () => {
  test('any amount, written in any style, is read back to the micro', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), styles, tokens, (micros, style, token) => {
        const reading = readNumber(write(micros, { ...style, ...token }));
        const decimal = style.decimal === '.' ? reading?.point : reading?.comma;
        expect(readAmount(decimal ?? '', 'whole')).toBe(micros === 0 ? 0 : micros);
        expect(reading?.currency).toBe((token.prefix + token.suffix).trim());
      }),
      { numRuns: 2000 },
    );
  });

  test('any whole number of micros is read back as it is', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (micros) => {
        expect(readAmount(`${micros}`, 'micros')).toBe(micros === 0 ? 0 : micros);
      }),
    );
  });

  test.each([
    ['1,234', '1234', '1.234'],
    ['1.234', '1.234', '1234'],
    ['0,123', undefined, '0.123'],
    ['78.75', '78.75', undefined],
    ['1,234,567', '1234567', undefined],
    ['1.234,5', undefined, '1234.5'],
    ['12', '12', '12'],
    ['−3.5', '-3.5', undefined],
    ['.5', '.5', undefined],
  ])('%s is %s with a point, %s with a comma', (text, point, comma) => {
    expect(readNumber(text)).toEqual({ point, comma, currency: '' });
  });

  test.each([
    '',
    'abc',
    '1e3',
    'NaN',
    'Infinity',
    '--5',
    '1.2.3',
    '12,34',
    '5%',
    '(5.00)',
    '0x10',
    '1 23',
    '$',
    '-',
    '.',
    '1'.repeat(65),
  ])('%j is no number, or one in one style only', (text) => {
    expect(readNumber(text)?.point).toBeUndefined();
  });

  test('micros round half away from zero past the last digit', () => {
    expect(readAmount('138269011.5', 'micros')).toBe(138_269_012);
    expect(readAmount('-0.5', 'micros')).toBe(-1);
    expect(readAmount('', 'micros')).toBeUndefined();
    expect(readAmount('9007199254740992', 'micros')).toBeUndefined();
  });

  test('counts are whole', () => {
    expect(['12', '12.0', '12.', '+3'].map(readCount)).toEqual([12, 12, 12, 3]);
    expect(['12.5', '-1', '', '1e3', '9007199254740993'].map(readCount)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
