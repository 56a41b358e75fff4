import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import { renderReport } from '../../functions/report/render-report.ts';
import { packAccount } from '../../page/account.ts';
import { bundlePage } from '../../page/bundle.ts';
import { whatIfDocument } from '../../page/document.ts';
import { markdownTable } from '../table.ts';
import { CHROMIUM, launchChromium } from './chromium.ts';
import { sampleRun } from './sample-run.ts';

const MOVES = 100;
const WHAT_IF_CHANNELS = [24, 1000];
const REPORT_CHANNELS = [24, 200, 10_000];

/** The what-if page under a moving slider, the weight of its code, and reports by size, in a real Chromium. */
export async function benchPage({ quick }: { quick: boolean }): Promise<string> {
  if (CHROMIUM === undefined) return 'No Chromium here: set CHROMIUM to its path, or install Debian’s `chromium`.';
  const browser = await launchChromium();
  const folder = await mkdtemp(join(tmpdir(), 'marginal-bench-'));
  try {
    const bundle = await bundlePage();
    const weight = [bundle.view, bundle.worker].map((code) => gzipSync(code, { level: 9 }).length / 1000);
    const slides: string[][] = [];
    for (const channels of WHAT_IF_CHANNELS) {
      const file = join(folder, `what-if-${channels}.html`);
      await writeFile(file, whatIfOf(channels, bundle));
      slides.push([thousands(channels), ...(await slide(browser, file, quick ? 20 : MOVES))]);
    }
    const reports: string[][] = [];
    for (const channels of quick ? REPORT_CHANNELS.slice(0, 2) : REPORT_CHANNELS) {
      reports.push(await report(browser, folder, channels));
    }
    return [
      `code of the what-if page: ${weight.map((kilobytes) => kilobytes.toFixed(1)).join(' + ')} kB gzip (view, worker)`,
      '',
      markdownTable(
        ['channels', 'first plan', 'solve p50', 'solve p95', 'to paint p50', 'to paint p95', 'exact at rest'],
        slides,
      ),
      '',
      markdownTable(['report of channels', 'size', 'built in', 'opens in'], reports),
    ].join('\n');
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function whatIfOf(channels: number, bundle: Parameters<typeof whatIfDocument>[0]['bundle']): string {
  const policy = parsePolicy('currency: USD\ntimeZone: UTC\n', 'policy.yaml');
  const account = packAccount({
    version: 'bench',
    given: [],
    policy,
    sheets: [sampleRun({ channels, days: 90 }).sheet],
  });
  return whatIfDocument({ title: 'What if', version: 'bench', account, bundle });
}

/** Rests of the slider that are timed: each is a fifth of a second and an exact answer. */
const RESTS = 10;

/**
 * Each move of the slider waits for its plan: the time is from the event to the frame after the numbers have changed. The
 * plan under a moving slider is a sketch; the exact answer once it rests is timed besides.
 */
async function slide(browser: Browser, file: string, moves: number): Promise<string[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const startMs = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('#total', { timeout: 120_000 });
  const firstMs = performance.now() - startMs;
  // The curve of all totals is drawn while nobody waits; a person's question comes before it, and here after it.
  await page.waitForTimeout(4000);
  const measured = await page.evaluate(async (count) => {
    const slider = document.querySelector('#budget');
    const headline = document.querySelector('[data-budget-micros]');
    if (!(slider instanceof HTMLInputElement) || headline === null) throw new TypeError('no slider');
    const [least, most] = [Number(slider.min), Number(slider.max)];
    const results: { paintMs: number; solveMs: number }[] = [];
    for (let move = 0; move < count; move += 1) {
      const changed = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(resolve));
        });
        observer.observe(headline, { attributes: true });
      });
      const fromMs = performance.now();
      slider.value = String(least + (most - least) * (0.2 + (0.6 * ((move * 37) % count)) / count));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await changed;
      const solveMs = Number(document.querySelector('[data-solve-ms]')?.getAttribute('data-solve-ms'));
      results.push({ paintMs: performance.now() - fromMs, solveMs });
    }
    return results;
  }, moves);
  const rests: number[] = [];
  for (let rest = 0; rest < RESTS; rest += 1) {
    await page.waitForSelector('main[aria-busy=false]');
    rests.push(Number(await page.getAttribute('[data-solve-ms]', 'data-solve-ms')));
    await page.$eval(
      '#budget',
      (slider, share) => {
        if (!(slider instanceof HTMLInputElement)) throw new TypeError('no slider');
        slider.value = String(Number(slider.min) + share * (Number(slider.max) - Number(slider.min)));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      },
      0.2 + (0.6 * rest) / RESTS,
    );
    await page.waitForSelector('main[aria-busy=true]');
  }
  await page.close();
  const solves = measured.map(({ solveMs }) => solveMs);
  const paints = measured.map(({ paintMs }) => paintMs);
  return [
    firstMs,
    quantile(solves, 0.5),
    quantile(solves, 0.95),
    quantile(paints, 0.5),
    quantile(paints, 0.95),
    quantile(rests, 0.5),
  ].map(milliseconds);
}

async function report(browser: Browser, folder: string, channels: number): Promise<string[]> {
  const input = sampleRun({ channels });
  renderReport(sampleRun({ channels: 5 }));
  const startMs = performance.now();
  const html = renderReport(input);
  const builtMs = performance.now() - startMs;
  const file = join(folder, `report-${channels}.html`);
  await writeFile(file, html);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const openMs = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  const openedMs = performance.now() - openMs;
  await page.close();
  const megabytes = `${(Buffer.byteLength(html) / 1e6).toFixed(2)} MB`;
  return [thousands(channels), megabytes, milliseconds(builtMs), milliseconds(openedMs)];
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

function thousands(count: number): string {
  return count.toLocaleString('en');
}
