import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJson, encodeJson } from '../../functions/core/json.ts';

/** JSON that may hold whole numbers of any length. */
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.bigInt({ min: 2n ** 53n }),
    fc.bigInt({ max: -(2n ** 53n) }),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
  ),
})).value;

describe('encodeJson and decodeJson', () => {
  test('what was encoded comes back with all its digits', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decodeJson(encodeJson(value))).toEqual(value);
      }),
    );
  });

  test('an integer beyond 2^53 is a bigint wherever it stands, a shorter one and a fraction a number', () => {
    expect(decodeJson('9007199254740993')).toBe(9007199254740993n);
    expect(decodeJson('[-9007199254740993,{"a":12345678901234567890}]')).toEqual([
      -9007199254740993n,
      { a: 12345678901234567890n },
    ]);
    expect(decodeJson('[9007199254740991,0.1234567890123456789,"9007199254740993"]')).toEqual([
      9007199254740991,
      0.12345678901234568,
      '9007199254740993',
    ]);
    expect(decodeJson('[1e20,1.5e16]')).toEqual([1e20, 1.5e16]);
  });

  test('NaN and infinities are refused at any depth, beside numbers that are taken', () => {
    expect(encodeJson({ a: [1.5] })).toBe('{"a":[1.5]}');
    expect(() => encodeJson({ a: [Number.NaN] })).toThrow(RangeError);
    expect(() => encodeJson(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  test('members that JSON leaves out are left out, with a bigint beside them as without', () => {
    expect(encodeJson({ a: undefined, b: 1 })).toBe('{"b":1}');
    expect(encodeJson({ a: undefined, b: 1n })).toBe('{"b":1}');
  });
});
