import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { csvRecords, type CsvRecord } from '../../../functions/ingest/decode/csv-records.ts';

async function* chunks(text: string, size: number): AsyncGenerator<string> {
  const characters = Array.from(text);
  for (let start = 0; start < characters.length; start += size) yield characters.slice(start, start + size).join('');
}

async function records(text: string, width: number, size = 1000): Promise<CsvRecord[]> {
  const read: CsvRecord[] = [];
  for await (const record of csvRecords(chunks(text, size), { delimiter: ',', width })) read.push(record);
  return read;
}

describe('records', () => {
  test('any table that is written by the book is read back, whatever the chunks', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '🦊', ';') });
    const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n');
        const read = await records(`${text}\n`, 3, size);
        expect(read.map(({ cells }) => cells)).toEqual(rows);
        const lines = rows.map((row) => row.join('').split('\n').length);
        expect(read.map(({ line }) => line)).toEqual(
          lines.map((_, index) => 1 + lines.slice(0, index).reduce((sum, count) => sum + count, 0)),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('any text ends in records, and every line that holds something is in one of them', async () => {
    const unit = fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit, maxLength: 80 }), fc.integer({ min: 1, max: 20 }), async (text, size) => {
        const read = await records(text, 2, size);
        const lines = read.map(({ line }) => line);
        expect(lines).toEqual([...lines].sort((a, b) => a - b));
        expect(new Set(lines).size).toBe(lines.length);
      }),
      { numRuns: 300 },
    );
  });

  test('a quote that never closes breaks its own line; the others are read as if it were not there', async () => {
    expect(await records('a,b\n1,"x\n2,y\n3,"z\n4,w\n', 2)).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: [], broken: true },
      { line: 3, cells: ['2', 'y'] },
      { line: 4, cells: [], broken: true },
      { line: 5, cells: ['4', 'w'] },
    ]);
  });

  test('a quote inside a value is part of it', async () => {
    expect(await records('1,12" TV\n2,"ab"c\n', 2)).toEqual([
      { line: 1, cells: ['1', '12" TV'] },
      { line: 2, cells: ['2', '"ab"c'] },
    ]);
  });

  test('thousands of broken quotes cost a line each', async () => {
    const read = await records(`a,b\n${'1,"x\n2,y\n3,z\n'.repeat(5001)}`, 2);
    expect(read.filter(({ broken }) => broken === true)).toHaveLength(5001);
    expect(read).toHaveLength(1 + 3 * 5001);
  });

  test('1 MiB is the longest record', async () => {
    expect(await records(`1,${'x'.repeat(1_048_570)}\n`, 2)).toHaveLength(1);
    await expect(records(`1,2\n1,${'x'.repeat(1_048_600)}\n`, 2)).rejects.toMatchObject({ code: 'LineTooLong' });
  });
});
