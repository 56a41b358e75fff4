import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvText, inertCell } from '../../functions/core/csv-text.ts';

test('any cells come back', () => {
  const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\uFEFF', ''));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
      expect(parse(csvText(rows), { bom: true, relax_column_count: true, skip_empty_lines: false })).toEqual(rows);
    }),
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['  @SUM(A1)', "'  @SUM(A1)"],
  ['＝HYPERLINK("x")', '\'＝HYPERLINK("x")'],
  ['\t=1', "'\t=1"],
  ['Brand;=1+1', "Brand;'=1+1"],
  ['"=1+1', `'"=1+1`],
  ['-', "'-"],
])('%s starts no formula', (text, inert) => {
  expect(inertCell(text)).toBe(inert);
});

test.each(['-5.2', '12', 'Brand – US', 'google:1:2', 'a-b', 'x = y'])('%s is left alone', (text) => {
  expect(inertCell(text)).toBe(text);
});
