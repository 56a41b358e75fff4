import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launchChromium } from '../../bench/page/chromium.ts';
import { sampleRun } from '../../bench/page/sample-run.ts';
import { renderReport } from '../../functions/report/render-report.ts';
import { packAccount } from '../../page/account.ts';
import { bundlePage } from '../../page/bundle.ts';
import { type Bundle, whatIfDocument } from '../../page/document.ts';
import { openFile, seriousFindings } from './opened-file.ts';
import { sampleAccount } from './sample-account.ts';

/** What is out of its place, in words; a text may touch another by less than this. */
const TOUCH_PIXELS = 1;

async function misplaced(page: Page): Promise<string[]> {
  return page.evaluate((touch) => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);

    const isShown = (element: Element) => element.checkVisibility();
    for (const section of document.querySelectorAll('section, header, figure')) {
      const { width, height } = section.getBoundingClientRect();
      if (isShown(section) && (width < 40 || height < 20)) {
        found.push(`a section of ${width} by ${height}: ${section.textContent.slice(0, 60)}`);
      }
    }
    for (const heading of document.querySelectorAll('h1, h2')) {
      if (!isShown(heading)) found.push(`a heading nobody sees: ${heading.textContent}`);
    }

    const isCut = (element: Element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > left && (left < -touch || right > clientWidth + touch);
    };
    const cells = '.figure, .title, .lead, h1, h2, h3, td, th, button, input, select, .chart text';
    for (const element of document.querySelectorAll(cells)) {
      // What is wider than the window scrolls in a region of its own; words for screen readers alone stand anywhere.
      if (!isShown(element) || element.closest('.scroll, .skip, .stack thead, .unseen') !== null) continue;
      if (isCut(element)) found.push(`cut by the window: ${element.textContent.trim().slice(0, 60)}`);
    }

    for (const chart of document.querySelectorAll('svg.chart')) {
      if (!isShown(chart)) continue;
      const texts = [...chart.querySelectorAll('text')].map((text) => ({
        text: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      for (const [index, one] of texts.entries()) {
        for (const other of texts.slice(index + 1)) {
          const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          // Boxes of text have room above and below the figures: two lines of an axis may share some of it.
          if (across > touch && down > 0.3 * one.box.height) found.push(`${one.text} over ${other.text}`);
        }
      }
    }
    const SHOWN = 5;
    return found.slice(0, SHOWN);
  }, TOUCH_PIXELS);
}

describe.skipIf(CHROMIUM === undefined)('in a browser (needs Chromium; CHROMIUM=path names one elsewhere)', () => {
  let browser: Browser;
  let bundle: Bundle;

  beforeAll(async () => {
    [browser, bundle] = await Promise.all([launchChromium(), bundlePage()]);
  });
  afterAll(() => browser.close());

  const whatIf = (channels: number) =>
    whatIfDocument({ title: 'What if', version: 'test', account: packAccount(sampleAccount({ channels })), bundle });

  describe.each([5, 24, 1000])('%i channels', (channels) => {
    test.each([
      [1440, false],
      [920, true],
      [390, true],
    ])('everything on the what-if page is in its place at %i pixels, dark: %s', async (width, dark) => {
      const { page, said, close } = await openFile(browser, whatIf(channels), { width, dark });
      await page.waitForSelector('.frontier .curve path[d]');
      expect(await misplaced(page)).toEqual([]);
      expect(await page.locator('main section h2').allTextContents()).toEqual(
        expect.arrayContaining(['Response curves', 'Channels', 'Take it along']),
      );
      expect(said).toEqual([]);
      await close();
    });

    test.each([
      [1440, true],
      [920, false],
      [390, false],
    ])('everything in the report is in its place at %i pixels, dark: %s', async (width, dark) => {
      const { page, said, close } = await openFile(browser, renderReport(sampleRun({ channels })), { width, dark });
      expect(await misplaced(page)).toEqual([]);
      expect(said).toEqual([]);
      await close();
    });
  });

  test.each([
    [5, 390, false],
    [1000, 1440, true],
  ])('nothing serious for axe with %i channels at %i pixels, dark: %s', async (channels, width, dark) => {
    const { page, close } = await openFile(browser, whatIf(channels), { width, dark });
    await page.waitForSelector('.frontier .curve path[d]');
    expect(await seriousFindings(page)).toEqual([]);
    await close();
  });
});
