import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';

/** A page from disk, with what it said and asked for while it was open. */
export interface Opened {
  readonly page: Page;
  /** Console messages and errors. */
  readonly said: readonly string[];
  /** Addresses beyond the file itself. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function openFile(
  browser: Browser,
  html: string,
  { fragment = '', width = 1440, dark = false } = {},
): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-page-'));
  const file = join(folder, 'page.html');
  await writeFile(file, html);
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    acceptDownloads: true,
  });
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!/^(file|data|blob):/.test(url)) asked.push(url);
  });
  await page.goto(`${pathToFileURL(file).href}${fragment}`);
  return {
    page,
    said,
    asked,
    close: async () => {
      await page.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What axe finds of serious or critical weight, as `rule: element`. Its script comes in past the page's own policy. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const found: unknown = await Reflect.get(globalThis, 'axe').run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    });
    const violations: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, 'violations') : [];
    if (!Array.isArray(violations)) return [];
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }: { html: string }) => `${id}: ${html.slice(0, 160)}`));
  });
}
