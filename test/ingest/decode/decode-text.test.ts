import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decodeText, encodingOf } from '../../../functions/ingest/decode/decode-text.ts';

async function text(bytes: Uint8Array, size: number): Promise<string> {
  let whole = '';
  const chunks = (async function* chunked() {
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  })();
  for await (const piece of decodeText(chunks)) whole += piece;
  return whole;
}

describe('text', () => {
  test('any text in UTF-8 or marked UTF-16 is read back, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        async (written, size) => {
          const little = Buffer.from(`\ufeff${written}`, 'utf16le');
          fc.pre(!written.startsWith('\ufeff') && !written.includes('\0'));
          expect(await text(Buffer.from(written), size)).toBe(written);
          expect(await text(little, size)).toBe(written);
          expect(await text(Buffer.from(little).swap16(), size)).toBe(written);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a character on the border of what is looked at does not make the file Windows-1252', () => {
    expect(encodingOf(Buffer.from(`${'a'.repeat(65_535)}é`))).toBe('utf-8');
    expect(encodingOf(Buffer.from('Müller', 'latin1'))).toBe('windows-1252');
  });

  test('a stray NUL does not make a file UTF-16', () => {
    expect(encodingOf(Buffer.from('date,channel,spend\n2026-01-01,a\0b,1\n'))).toBe('utf-8');
    expect(encodingOf(new Uint8Array(0))).toBe('utf-8');
  });
});
