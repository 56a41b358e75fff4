import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom/worker';
import { describe, expect, test } from 'vitest';
import { formatMicros, sumMicros } from '../../functions/core/money.ts';
import type { Plan } from '../../functions/core/plan.ts';
import type { ScoredChannel } from '../../functions/core/scored.ts';
import { renderReport } from '../../functions/report/render-report.ts';
import type { ReportInput } from '../../functions/report/report-input.ts';
import { frozen } from './frozen.ts';
import { sampleRun } from '../../bench/page/sample-run.ts';

const sample = frozen(sampleRun({ channels: 24 }));
const page = renderReport(sample);

function withPlan(input: ReportInput, plan: Partial<Plan>): ReportInput {
  return { ...input, record: { ...input.record, plan: { ...input.record.plan, ...plan } } };
}

function held(input: ReportInput, plan: Partial<Plan> = {}): ReportInput {
  const lines = input.record.plan.lines.map((line) => ({ ...line, proposedMicros: line.currentMicros }));
  const budgetMicros = Number(sumMicros(lines.map(({ proposedMicros }) => proposedMicros)));
  const reason = 'held: the chance of doing better is 61%, 80% is needed';
  return withPlan(input, { status: 'held', reason, lines, budgetMicros, targetBudgetMicros: budgetMicros, ...plan });
}

function documentOf(html: string) {
  return parseHTML(html).document;
}

function wordsOf(html: string, selector: string): string {
  const text = documentOf(html).querySelector(selector)?.textContent ?? '';
  return text.replaceAll(/\s+/g, ' ').trim();
}

describe('the report', () => {
  test('of a small account is the page kept beside this test', async () => {
    const small = renderReport(sampleRun({ channels: 3, days: 21 }));
    await expect(small).toMatchFileSnapshot('__snapshots__/report.html');
  });

  test('is a pure function: equal inputs give equal bytes, and come back untouched', () => {
    expect(renderReport(sampleRun({ channels: 24 }))).toBe(page);
  });

  test('does not depend on the order of lines and channels', () => {
    const { record, sheet } = sample;
    const turned = withPlan(
      { ...sample, sheet: { ...sheet, channels: sheet.channels.toReversed() } },
      {
        lines: record.plan.lines.toReversed(),
      },
    );
    expect(renderReport(turned)).toBe(page);
  });

  test('says every budget of the plan to the cent, and the sum', () => {
    const rows = [...documentOf(page).querySelectorAll('.moves tbody tr')].map((row) => row.textContent ?? '');
    const { plan } = sample.record;
    expect(rows).toHaveLength(plan.lines.length);
    for (const line of plan.lines) {
      const row = rows.find((text) => text.includes(line.channel)) ?? '';
      expect(row).toContain(formatMicros(line.currentMicros, 'USD'));
      expect(row).toContain(formatMicros(line.proposedMicros, 'USD'));
      expect(row).toContain(line.reason);
    }
    expect(wordsOf(page, '.moves tfoot')).toContain(formatMicros(plan.budgetMicros, 'USD'));
  });

  test('sorts budgets by the money they move', () => {
    const moved = [...documentOf(page).querySelectorAll('.moves td[data-label="Change"]')].map((cell) =>
      Math.abs(Number((cell.firstChild?.textContent ?? '').trim().replace('none', '0').replaceAll(/[$+,]/g, ''))),
    );
    const perLine = moved.slice(0, -1);
    expect(perLine).toEqual(perLine.toSorted((a, b) => b - a));
  });

  test('draws the curve of every channel, named for screen readers, with its days, today and tomorrow', () => {
    const cards = [...documentOf(page).querySelectorAll('.card')];
    expect(cards).toHaveLength(24);
    const moved = sample.record.plan.lines.filter((line) => line.currentMicros !== line.proposedMicros).length;
    expect(cards.filter((card) => card.querySelector('.tomorrow circle') !== null)).toHaveLength(moved);
    for (const card of cards) {
      const chart = card.querySelector('svg');
      expect(chart?.getAttribute('role')).toBe('img');
      expect(chart?.getAttribute('aria-label')).toMatch(/^Response curve of ./);
      expect(chart?.querySelector('desc')?.textContent).toMatch(/\d+ days behind it/);
      expect(chart?.querySelector('.band path')?.getAttribute('d')).toMatch(/^M[\d.,L]+Z$/);
      expect(chart?.querySelector('path.day')?.getAttribute('d')).toMatch(/^(M\d+,\d+h0){10,}$/);
      expect(chart?.querySelector('.today circle')).not.toBeNull();
    }
  });

  test('explains the certificate with its numbers', () => {
    expect(wordsOf(page, '.certificate')).toMatch(
      /^By these curves no budgets within the same limits return more than \$[\d,.]+ a day; these return \$[\d,.]+, so they leave at most under 0\.0001% unearned\. One more \$1 a day, put where it is free to go, would return 1\.83\.$/,
    );
  });

  test('counts what was taken in, and lists refused files apart from rejected rows', () => {
    const data = wordsOf(page, '#data');
    expect(data).toContain('Accepted 6,862');
    expect(data).toContain('notes.txt: no known format has the columns: id, foo, bar');
    expect(data).toContain('118 InvalidRow');
    expect(data).toContain('4 more are kept in the store');
  });

  test('shows how complete recent days are, by platform', () => {
    const rows = [...documentOf(page).querySelectorAll('.heat tbody tr')].map((row) =>
      (row.textContent ?? '').replaceAll(/\s+/g, ' ').trim(),
    );
    expect(rows.find((row) => row.startsWith('google'))).toMatch(/100%.*42%$/);
    expect(rows.find((row) => row.startsWith('linkedin'))).not.toMatch(/[^0]%/);
  });

  test('names a source that fell silent', () => {
    const channels = sample.sheet.channels.map((channel) =>
      channel.platform === 'tiktok' ? { ...channel, series: channel.series.slice(0, -6) } : channel,
    );
    const data = wordsOf(renderReport({ ...sample, sheet: { ...sample.sheet, channels } }), '#data');
    expect(data).toContain('tiktok:100: no spend since Nov 14, 2026, 6 days before');
    expect(wordsOf(page, '#data')).not.toContain('no spend since');
  });
});

describe('a plan that is not a plan to move money', () => {
  test('held: its own headline, the reason, and nothing to apply', () => {
    const html = renderReport(held(sample));
    expect(wordsOf(html, 'h1')).toBe('Hold: budgets stay as they are');
    expect(wordsOf(html, '.lead')).toBe('Held: the chance of doing better is 61%, 80% is needed.');
    expect(wordsOf(html, '.state')).toBe('Nothing to apply.');
    expect(documentOf(html).querySelectorAll('.card .tomorrow circle')).toHaveLength(0);
  });

  test('held with the total lowered says by how much', () => {
    const lines = sample.record.plan.lines.map((line, index) => ({
      ...line,
      proposedMicros: line.currentMicros - (index === 0 ? 10_000_000 : 0),
    }));
    expect(wordsOf(renderReport(held(sample, { lines })), 'h1')).toBe('Hold, with the total lowered by $10.00 a day');
  });

  test('infeasible: says so, names the clash, and proves nothing', () => {
    const html = renderReport(
      held(sample, {
        status: 'infeasible',
        reason: 'the minimums sum to 9,000, the budget is 8,000: 1,000 too much',
        certificate: { multiplier: null, boundMicros: null, gap: null },
      }),
    );
    expect(wordsOf(html, 'h1')).toBe('No budgets fit these limits');
    expect(wordsOf(html, '.lead')).toContain('1,000 too much');
    expect(wordsOf(html, '.certificate')).toMatch(/^There is no certificate/);
  });

  test('an account without a channel still gives a page', () => {
    const { sheet } = sample;
    const empty = held({ ...withPlan(sample, { lines: [] }), sheet: { ...sheet, channels: [] }, quality: null });
    expect(wordsOf(renderReport(empty), 'h1')).toBe('No channel to plan yet');
  });

  test('a channel without a curve keeps its budget and its card', () => {
    const bare = { marginalRoas: null, marginalRoasLow: null, marginalRoasHigh: null, roas: null, posterior: null };
    const channels = sample.sheet.channels.map((channel): ScoredChannel => ({
      ...channel,
      ...bare,
      roasLow: null,
      roasHigh: null,
      series: [],
      conversions: null,
    }));
    const lines = sample.record.plan.lines.map((line) => ({ ...line, marginalRoas: null, expectedReturnMicros: 0 }));
    const html = renderReport(withPlan({ ...sample, sheet: { ...sample.sheet, channels } }, { lines }));
    expect(wordsOf(html, '#c1')).toContain('Nothing spent yet: no curve.');
    expect(documentOf(html).querySelector('main')?.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('what was applied is told with its outcome, and a roll-back after it', () => {
    const [first] = sample.record.plan.lines;
    const change = {
      atMs: Date.parse('2026-11-21T07:00:00Z'),
      by: 'ana',
      runId: sample.record.runId,
      seq: '0001',
      action: 'apply' as const,
      channel: first?.channel ?? '',
      fromMicros: 10_000_000,
      toMicros: 12_000_000,
      destination: 'sheet',
      outcome: 'written' as const,
      reason: '',
    };
    const applied = renderReport({ ...sample, changes: [change] });
    expect(wordsOf(applied, '.state')).toBe('Applied Nov 21, 2026, 07:00 UTC by ana: 1 written. Every change');
    expect(wordsOf(applied, '#audit tbody')).toContain('$10.00 $12.00 sheet written');
    const undone = renderReport({ ...sample, changes: [change, { ...change, action: 'rollback' }] });
    expect(wordsOf(undone, '.state')).toMatch(/^Rolled back/);
  });
});

describe('goals and currencies', () => {
  test('conversions are counted, not paid', () => {
    const html = renderReport({ ...sample, sheet: { ...sample.sheet, goal: 'conversions' } });
    expect(wordsOf(html, '.lead')).toMatch(/^Expected: [\d,.]+ more conversions a day, 90% interval \+[\d,.]+ to/);
    expect(wordsOf(html, '.returns thead')).toContain('Conversions per $100');
  });

  test('yen have no cents', () => {
    const html = renderReport({ ...sample, record: { ...sample.record, currency: 'JPY' } });
    expect(wordsOf(html, '.moves tfoot')).toMatch(/¥[\d,]+ ¥[\d,]+ ¥0$/);
  });
});

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

describe('the page asks nothing of anybody', () => {
  const policy =
    documentOf(page).querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content') ?? '';

  test('its policy allows the one sheet and the one script, by hash, and nothing else', () => {
    const [style, ...styles] = page.match(/(?<=<style>)[^]*?(?=<\/style>)/g) ?? [];
    const [script, ...scripts] = page.match(/(?<=<script>)[^]*?(?=<\/script>)/g) ?? [];
    expect([styles, scripts]).toEqual([[], []]);
    expect(policy).toBe(
      `default-src 'none'; style-src ${hashOf(style ?? '')}; script-src ${hashOf(script ?? '')}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  test('no address but the SVG namespace, no inline style, no handler, no duplicate id', () => {
    expect(new Set(page.match(/https?:[^"' ]*/g))).toEqual(new Set(['http://www.w3.org/2000/svg']));
    expect(page).not.toMatch(/<[^>]* (?:style|on\w+)=/);
    expect(page).not.toMatch(/@import|url\(/);
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every link leads somewhere inside the page', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    const targets = [...page.matchAll(/<a[^>]* href="#([^"]*)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThan(24);
    expect(targets.filter((id) => !ids.has(id))).toEqual([]);
  });

  test('every picture is well-formed XML with a view box', () => {
    const pictures = page.match(/<svg[^]*?<\/svg>/g) ?? [];
    expect(pictures.length).toBeGreaterThan(24 * 4);
    for (const picture of pictures) {
      expect(picture).toMatch(/^<svg[^>]* viewBox="0 0 \d+ \d+"/);
      expect(unclosed(picture)).toEqual([]);
    }
  });
});

/** Tags left open, or closed out of turn. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name = '', , own] of xml.matchAll(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/gi)) {
    if (own === '/') continue;
    if (close !== '/') open.push(name);
    else if (open.at(-1) === name) open.pop();
    else return [...open, `/${name}`];
  }
  return open;
}

describe('size', () => {
  test('200 channels stay under 1 MB', () => {
    const large = renderReport(sampleRun({ channels: 200 }));
    expect(Buffer.byteLength(large)).toBeLessThan(1_000_000);
    expect(large.match(/<article/g)).toHaveLength(200);
  });
});
