import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScoredChannel } from '../../functions/core/scored.ts';
import { renderReport } from '../../functions/report/render-report.ts';
import { packAccount, type Account } from '../../page/account.ts';
import { bundlePage } from '../../page/bundle.ts';
import { whatIfDocument } from '../../page/document.ts';
import type { Scenario } from '../../page/scenario.ts';
import { account as folderWith } from '../e2e/cli.ts';
import { sampleRun } from '../../bench/page/sample-run.ts';
import { CHROMIUM, launchChromium } from '../../bench/page/chromium.ts';
import { openFile, seriousFindings } from './opened-file.ts';
import { sampleAccount } from './sample-account.ts';

const sample = sampleAccount({ channels: 24 });

async function documentOf(account: Account): Promise<string> {
  return whatIfDocument({
    title: 'What if',
    version: account.version,
    account: packAccount(account),
    bundle: await bundlePage(),
  });
}

const planned = (page: Page) =>
  page.$$eval('[data-channel]', (rows) =>
    rows.map((row) => ({
      channel: row.getAttribute('data-channel') ?? '',
      micros: Number(row.querySelector('[data-micros]')?.getAttribute('data-micros')),
    })),
  );
const totalOf = async (page: Page) => Number(await page.getAttribute('[data-budget-micros]', 'data-budget-micros'));
const reasons = async (page: Page) =>
  (await page.locator('[data-channel] .why').allTextContents()).map((text) => text.trim()).sort();
const sumOf = (lines: readonly { micros: number }[]) => lines.reduce((sum, { micros }) => sum + micros, 0);

/** Moves the slider as a person does, and waits for the plan to follow. */
async function slide(page: Page, budget: number): Promise<void> {
  const before = await totalOf(page);
  await page.$eval(
    '#budget',
    (slider, value) => {
      if (!(slider instanceof HTMLInputElement)) throw new TypeError('no slider');
      slider.value = String(value);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      slider.dispatchEvent(new Event('change', { bubbles: true }));
    },
    budget,
  );
  await page.waitForFunction(
    (known) => document.querySelector('[data-budget-micros]')?.getAttribute('data-budget-micros') !== String(known),
    before,
  );
  await rested(page);
}

/** Rows out of sight, and the frames of charts, follow once the slider rests. */
async function rested(page: Page): Promise<void> {
  await page.waitForSelector('main[aria-busy=false]');
}

describe.skipIf(CHROMIUM === undefined)('in a browser (needs Chromium; CHROMIUM=path names one elsewhere)', () => {
  let browser: Browser;
  let pageHtml: string;

  beforeAll(async () => {
    [browser, pageHtml] = await Promise.all([launchChromium(), documentOf(sample)]);
  });
  afterAll(() => browser.close());

  async function opened(options: { fragment?: string; width?: number; dark?: boolean } = {}, html = pageHtml) {
    const page = await openFile(browser, html, options);
    await page.page.waitForSelector('#total');
    return page;
  }

  test('the plan follows the slider, and sums to it', async () => {
    const { page, said, asked, close } = await opened();
    const today = await totalOf(page);
    for (const share of [0.8, 1.2]) {
      const budget = Math.round((share * today) / 1e8) * 100;
      await slide(page, budget);
      expect(await totalOf(page)).toBeCloseTo(budget * 1e6, -9);
      expect(sumOf(await planned(page))).toBe(await totalOf(page));
    }
    expect(said).toEqual([]);
    expect(asked).toEqual([]);
    await close();
  });

  test('arrow keys move the slider as well', async () => {
    const { page, close } = await opened();
    const today = await totalOf(page);
    await page.focus('#budget');
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (known) => Number(document.querySelector('[data-budget-micros]')?.getAttribute('data-budget-micros')) > known,
      today,
    );
    await close();
  });

  test('a locked channel keeps its budget, whatever the total', async () => {
    const { page, close } = await opened();
    const moved = (await planned(page))[0];
    const row = page.locator(`[data-channel="${moved?.channel}"]`);
    const today = sample.sheets[0]?.channels.find(({ channel }) => channel === moved?.channel)?.currentMicros;
    expect(moved?.micros).not.toBe(today);
    await row.getByRole('checkbox').check();
    await page.waitForSelector(`[data-channel="${moved?.channel}"] [data-micros="${today}"]`);
    await slide(page, 3000);
    await page.waitForSelector(`[data-channel="${moved?.channel}"] [data-micros="${today}"]`);
    await close();
  });

  test('what contradicts itself is said, and the last plan stays', async () => {
    const { page, said, close } = await opened();
    await page.fill('#max-change', 'lots');
    await page.press('#max-change', 'Tab');
    await page.waitForSelector('[role=alert]');
    expect(await page.textContent('[role=alert]')).toContain("--max-change: got 'lots'");
    expect(await page.textContent('#total')).toContain('$');
    await page.fill('#max-change', '30');
    await page.press('#max-change', 'Tab');
    await page.waitForSelector('[role=alert]', { state: 'detached' });
    expect(await page.inputValue('#max-change')).toBe('30%');
    expect(said).toEqual([]);
    await close();
  });

  test('what is being typed stays while answers come in', async () => {
    const { page, close } = await opened();
    await page.getByRole('button', { name: '-20%' }).click();
    await page.fill('#max-change', '3');
    // The exact answer and those of other totals come now, and each draws the page anew.
    await rested(page);
    expect(await page.inputValue('#max-change')).toBe('3');
    await page.press('#max-change', 'Tab');
    await page.waitForSelector('#max-change:not(:focus)');
    await rested(page);
    expect(await page.inputValue('#max-change')).toBe('3%');
    await close();
  });

  test('scenarios stand side by side, come back from the address, and go along as keys of the policy', async () => {
    const first = await opened();
    const { page } = first;
    await page.getByRole('button', { name: 'Compare with a copy' }).click();
    await page.getByLabel('Name of the open scenario').fill('A fifth <less>');
    await page.getByRole('button', { name: '-20%' }).click();
    await page.waitForFunction(() => document.querySelector('#patch')?.textContent?.includes('budget:'));
    const table = page.locator('#compare table');
    expect(await table.locator('thead th').allTextContents()).toEqual(['Policy as it stands', 'A fifth <less>']);
    const budgets = table.locator('tbody tr').first().locator('td');
    expect(await budgets.nth(1).textContent()).toBe(await page.textContent('#total'));
    expect(await budgets.nth(0).textContent()).not.toBe(await page.textContent('#total'));
    await page.waitForFunction(() => location.hash.includes('fifth'));
    const fragment = new URL(page.url()).hash;
    const compared = await table.innerText();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the keys' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toBe(await page.textContent('#patch'));

    const again = await opened({ fragment });
    await again.page.waitForFunction(() => !document.querySelector('#compare')?.textContent?.includes('…'));
    expect(await again.page.locator('#compare table').innerText()).toBe(compared);
    expect([...first.said, ...again.said]).toEqual([]);
    await first.close();
    await again.close();
  });

  test('an address that cannot be read opens the page as it starts', async () => {
    const { page, said, close } = await opened({ fragment: '#%7Bnonsense' });
    expect(await page.inputValue('[aria-label="Name of the open scenario"]')).toBe('Policy as it stands');
    expect(said).toEqual([]);
    await close();
  });

  test('hostile names are text', async () => {
    const hostile = ['<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>', '"><svg onload=alert(1)>'];
    const [sheet] = sample.sheets;
    if (sheet === undefined) throw new Error('no sheet');
    const renamed = sheet.channels.map((channel, index): ScoredChannel => ({
      ...channel,
      name: hostile[index % 3] ?? '',
      platform: hostile[(index + 1) % 3] ?? '',
      reason: hostile[(index + 2) % 3] ?? '',
      channel: `${channel.channel}${hostile[index % 3]}`,
    }));
    const html = await documentOf({ ...sample, sheets: [{ ...sheet, channels: renamed }] });
    const { page, said, asked, close } = await opened({}, html);
    page.on('dialog', () => expect.fail('a name was run'));
    expect(await page.locator('img, [onerror], [onload]').count()).toBe(0);
    expect(await page.locator('.card .name').first().textContent()).toContain('alert(1)');
    expect(said).toEqual([]);
    expect(asked).toEqual([]);
    await close();
  });

  test.each([
    [1440, false],
    [390, false],
    [1440, true],
    [390, true],
  ])('nothing serious for axe, nothing wider than the window, at %i pixels, dark: %s', async (width, dark) => {
    const { page, close } = await opened({ width, dark });
    await page.getByRole('button', { name: 'Compare with a copy' }).click();
    await page.waitForSelector('#compare');
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await close();
  });

  test.each([
    [1440, false],
    [390, true],
  ])('the report: no message, no request, nothing serious for axe at %i pixels, dark: %s', async (width, dark) => {
    const { page, said, asked, close } = await openFile(browser, renderReport(sampleRun({ channels: 24 })), {
      width,
      dark,
    });
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(said).toEqual([]);
    expect(asked).toEqual([]);
    await close();
  });

  test('the numbers of the exported page are those of what-if --json', async () => {
    const folder = await folderWith({});
    try {
      const demo = await folder.run('demo');
      expect(demo.status).toBe(0);
      const policy = join(import.meta.dirname, '../../examples/policy.yaml');
      const options = ['--policy', policy];
      await folder.run('serve', '--export', 'page/what-if.html', ...options);
      const html = await readFile(join(folder.folder, 'page/what-if.html'), 'utf8');
      const Answer = v.object({
        plan: v.object({
          budgetMicros: v.number(),
          lines: v.array(v.object({ channel: v.string(), proposedMicros: v.number(), reason: v.string() })),
          expected: v.object({ upliftLowMicros: v.number(), upliftHighMicros: v.number() }),
        }),
      });
      const cases: readonly { scenario: Partial<Scenario>; options: readonly string[] }[] = [
        { scenario: { budget: '9000', goal: 'revenue' }, options: ['--budget', '9000', '--goal', 'revenue'] },
        { scenario: { budget: '9000', goal: 'conversions' }, options: ['--budget', '9000', '--goal', 'conversions'] },
        {
          scenario: {
            targetRoas: '1.4',
            maxChange: '35%',
            guardrails: { minBudget: '120', maxBudget: '800', cooldownDays: '0', minConversions: '2000' },
          },
          options: [
            '--target-roas',
            '1.4',
            '--max-change',
            '35%',
            '--set',
            'guardrails.minBudget=120',
            '--set',
            'guardrails.maxBudget=800',
            '--set',
            'guardrails.cooldownDays=0',
            '--set',
            'guardrails.minConversions=2000',
          ],
        },
      ];
      for (const { scenario, options: asked } of cases) {
        const { document: answer } = await folder.json('what-if', ...asked, ...options);
        const { plan } = v.parse(Answer, answer);
        const session = { scenarios: [{ name: 'as asked', limits: {}, ...scenario }], open: 0 };
        const { page, close } = await opened({ fragment: `#${encodeURIComponent(JSON.stringify(session))}` }, html);
        expect(await totalOf(page)).toBe(plan.budgetMicros);
        const shown = Object.fromEntries((await planned(page)).map(({ channel, micros }) => [channel, micros]));
        expect(shown).toEqual(
          Object.fromEntries(plan.lines.map(({ channel, proposedMicros }) => [channel, proposedMicros])),
        );
        expect(await reasons(page)).toEqual(plan.lines.map(({ reason }) => reason).sort());
        await close();
      }
    } finally {
      await folder.remove();
    }
  });
});
