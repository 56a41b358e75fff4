import { parse } from 'csv-parse/sync';
import { assert, property, string } from 'fast-check';
import { parseHTML } from 'linkedom/worker';
import { describe, expect, test } from 'vitest';
import type { ScoredChannel } from '../../functions/core/scored.ts';
import { displayName, displayText } from '../../functions/report/display-name.ts';
import { escapeHtml, html } from '../../functions/report/html.ts';
import { planCsv, textCell } from '../../functions/report/plan-csv.ts';
import { renderReport } from '../../functions/report/render-report.ts';
import type { ReportInput } from '../../functions/report/report-input.ts';
import { sampleRun } from '../../bench/page/sample-run.ts';

const HOSTILE = [
  '=HYPERLINK("http://evil.example","click")',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE channels; --",
  '</title></style></script><svg onload=alert(1)>',
  '../../etc/passwd',
  '👩‍👩‍👧‍👦🏴‍☠️ Ünïcode 广告',
  '\u202Egnp.exe\u0000\u0007',
  '\uD800 lone',
  '${7*7} {{7*7}} %s',
  'a'.repeat(10_000),
  `z${'\u0301'.repeat(10_000)}`,
  '',
];

function renamed(scored: ScoredChannel, channel: string, text: string): ScoredChannel {
  return { ...scored, channel, name: text, platform: text, reason: text };
}

/** A plan whose every outside text is hostile: names, ids, platforms, reasons, files, messages, people. */
function hostileRun(texts: readonly string[]): ReportInput {
  const { record, sheet, quality, ...rest } = sampleRun({ channels: texts.length, days: 20 });
  const idOf = new Map(
    sheet.channels.map(({ channel }, index) => [channel, `${texts[index]?.slice(0, 240)}:${index}`]),
  );
  const textOf = (index: number) => texts[index % texts.length] ?? '';
  return {
    ...rest,
    record: {
      ...record,
      plan: {
        ...record.plan,
        lines: record.plan.lines.map((line, index) => {
          const text = textOf(index);
          return { ...line, channel: idOf.get(line.channel) ?? '', reason: text, binding: `group:${text}` };
        }),
      },
    },
    sheet: {
      ...sheet,
      channels: sheet.channels.map((channel, index) =>
        renamed(channel, idOf.get(channel.channel) ?? '', textOf(index)),
      ),
    },
    quality: quality && {
      ...quality,
      rejects: texts.map((text, line) => ({ file: text, line, code: text, message: text })),
    },
    changes: texts.map((text, seq) => ({
      atMs: record.createdAtMs,
      by: text,
      runId: record.runId,
      seq: String(seq),
      action: 'apply',
      channel: text,
      fromMicros: 1,
      toMicros: 2,
      destination: text,
      outcome: 'failed',
      reason: text,
    })),
  };
}

const FORMULA = /^\s*"?\s*[=+\-@＝＋－＠\t\r]/;

describe('hostile names', () => {
  const run = hostileRun(HOSTILE);
  const page = renderReport(run);
  const plain = renderReport(sampleRun({ channels: HOSTILE.length, days: 20 }));

  test('add no element, no attribute that runs, and no long text to the page', () => {
    const { document } = parseHTML(page);
    expect(document.querySelectorAll('script')).toHaveLength(1);
    expect(document.querySelectorAll('style')).toHaveLength(1);
    expect(document.querySelectorAll('img, iframe, object, embed, form')).toHaveLength(0);
    expect(document.querySelectorAll('svg')).toHaveLength(plain.match(/<svg/g)?.length ?? 0);
    expect(document.querySelectorAll('[onload], [onerror], [style]')).toHaveLength(0);
    expect(page).not.toMatch(/a{300}/);
    expect(page).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|(?!\n)\p{Cc}|\p{Surrogate}/u);
    expect(page.length).toBeLessThan(2 * plain.length);
  });

  test('still name their channel', () => {
    const { document } = parseHTML(page);
    const names = [...document.querySelectorAll('.card .name')].map((name) => name.textContent?.trim());
    expect(names).toContain('<script>alert(1)</script>');
    expect(names).toContain('👩‍👩‍👧‍👦🏴‍☠️ Ünïcode 广告');
    expect(names).toContain('(no name)');
  });

  test('are text in the CSV: no cell of it starts a formula, whatever the separator', () => {
    const csv = planCsv(run.record, run.sheet);
    const rows: string[][] = parse(csv, { bom: true });
    expect(rows).toHaveLength(HOSTILE.length + 1);
    const numeric = new Set([4, 5, 6, 7, 8]);
    const texts = rows.flatMap((row) => row.filter((_, column) => !numeric.has(column)));
    expect(texts.filter((text) => text.split(/[,;|]/).some((cell) => FORMULA.test(cell)))).toEqual([]);
  });
});

describe('escaping', () => {
  test('text comes back from the parser as it was put in', () => {
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        const { document } = parseHTML(`<!doctype html><body>${html`<p title="${text}">${text}</p>`.text}</body>`);
        const paragraph = document.querySelector('p');
        expect(paragraph?.textContent).toBe(text);
        expect(paragraph?.getAttribute('title')).toBe(text);
      }),
    );
  });

  test('leaves no character that could end a text or an attribute', () => {
    assert(property(string(), (text) => !/[<>"']/.test(escapeHtml(text))));
  });

  test('markup of its own is not escaped twice; nothing prints as nothing', () => {
    expect(html`<p>${html`<b>${'&'}</b>`}${[html`<i></i>`, 'x', 1]}${null}${undefined}${false}</p>`.text).toBe(
      '<p><b>&amp;</b><i></i>x1</p>',
    );
  });
});

describe('shortening', () => {
  test('keeps both ends of a long name, and short names whole', () => {
    expect(displayName('Search – Brand')).toBe('Search – Brand');
    expect(displayName('a'.repeat(100))).toBe(`${'a'.repeat(37)}…${'a'.repeat(18)}`);
  });

  test('cuts stacks of marks, which would climb over other lines', () => {
    expect(displayName(`z${'\u0301'.repeat(1_000)}`)).toBe(`z${'\u0301'.repeat(4)}`);
    expect(displayName('Žluťoučký')).toBe('Žluťoučký');
  });

  test('never cuts an emoji apart, and always fits one line', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 6_000 }), (name) => {
        const shown = displayName(name);
        const graphemes = [...new Intl.Segmenter('en').segment(shown)];
        expect(graphemes.length).toBeLessThanOrEqual(56);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(displayText(name).length).toBeLessThanOrEqual(280);
      }),
    );
    expect(displayName('👩‍👩‍👧‍👦'.repeat(100))).toBe(`${'👩‍👩‍👧‍👦'.repeat(37)}…${'👩‍👩‍👧‍👦'.repeat(18)}`);
  });
});

describe('a cell of text', () => {
  test.each([
    ['=1+1', `'=1+1`],
    ['+1', `'+1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'=1`],
    ['＝1', `'＝1`],
    ['a;=1', `a;'=1`],
    ['a,"=1', `a,'"=1`],
    ['Search – Brand', 'Search – Brand'],
    ['two\nlines', 'two lines'],
  ])('%j is %s', (text, cell) => expect(textCell(text)).toBe(cell));
});
