import fc from 'fast-check';
import { DOMParser } from 'linkedom/worker';
import { describe, expect, test } from 'vitest';
import { drawReport } from '../../functions/report/render-report.ts';
import { sampleRun } from '../../bench/page/sample-run.ts';
import { frozen } from './frozen.ts';

const input = frozen(sampleRun({ channels: 5, days: 21 }));

/** The account with one channel under another id and name. */
function renamed(id: string, name: string): typeof input {
  const [first] = input.record.plan.lines;
  const rename = <Line extends { readonly channel: string }>(line: Line): Line =>
    line.channel === first?.channel ? { ...line, channel: id, ...('name' in line ? { name } : {}) } : line;
  const { record, sheet } = input;
  return {
    ...input,
    record: { ...record, plan: { ...record.plan, lines: record.plan.lines.map(rename) } },
    sheet: { ...sheet, channels: sheet.channels.map(rename) },
  };
}

describe('charts as files', () => {
  const { charts } = drawReport(input);

  test('gain, budgets and both ratios, and a curve of every channel', () => {
    expect(Object.keys(charts).slice(0, 4)).toEqual(['gain.svg', 'budgets.svg', 'roas.svg', 'marginal-roas.svg']);
    expect(Object.keys(charts).filter((name) => name.startsWith('curve-'))).toHaveLength(5);
    expect(charts['budgets.svg']).toContain('>Search – Brand</text>');
  });

  test('each stands by itself: a size, its own colours, nothing from elsewhere', () => {
    for (const svg of Object.values(charts)) {
      expect(svg).toMatch(
        /^<\?xml [^>]*\?>\n<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* width="\d+" height="\d+"/,
      );
      expect(svg).not.toMatch(/var\(|url\(|href|NaN/);
    }
  });

  test('whatever a channel is called, files have plain names of their own and hold no element of its making', () => {
    const hostile = fc.oneof(
      fc.constantFrom(
        '../../etc/passwd',
        '</text><script>alert(1)</script>',
        '"><image href="https://x.example"/>',
        ' fill="red" d="1.234"',
        ']]><!--',
        '\u202Egnp.exe',
      ),
      fc.string({ unit: 'binary', minLength: 1 }),
    );
    fc.assert(
      fc.property(hostile, hostile, (id, name) => {
        const { charts: files } = drawReport(renamed(`google:1:${id}`, name));
        expect(Object.keys(files)).toHaveLength(Object.keys(charts).length);
        for (const [file, svg] of Object.entries(files)) {
          expect(file).toMatch(/^[a-z0-9-]{1,80}\.svg$/);
          const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
          const elements = [...documentElement.querySelectorAll('*')].map(({ localName }) => String(localName));
          expect(elements.filter((element) => !SHAPES.has(element))).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
  });
});

const SHAPES = new Set(['style', 'rect', 'desc', 'g', 'text', 'path', 'line', 'circle', 'title']);
