import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { CHROMIUM, launchChromium } from './chromium.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMAGES = join(ROOT, 'docs', 'images');
const POLICY = join(ROOT, 'examples', 'policy.yaml');

const SCREENS = [
  { suffix: '', width: 1440, height: 1000, dark: false },
  { suffix: '-dark', width: 1440, height: 1000, dark: true },
  { suffix: '-narrow', width: 390, height: 844, dark: false },
] as const;

const SESSION = {
  scenarios: [
    { name: 'Policy as it stands', limits: {} },
    { name: 'A fifth less', budget: '7900', limits: {} },
  ],
  open: 1,
};

/** Takes the pictures of the README from the sample account's pages anew, into docs/images. */
export async function takePictures(): Promise<string> {
  if (CHROMIUM === undefined) return 'No Chromium here: set CHROMIUM to its path, or install Debian’s `chromium`.';
  const folder = await mkdtemp(join(tmpdir(), 'marginal-pictures-'));
  const command = (...words: string[]) =>
    promisify(execFile)(process.execPath, [join(ROOT, 'cli', 'marginal.js'), ...words], { cwd: folder });
  const browser = await launchChromium();
  try {
    await mkdir(IMAGES, { recursive: true });
    await command('demo');
    await command('serve', '--export', 'what-if.html', '--policy', POLICY);
    const [run = ''] = await readdir(join(folder, 'out'));
    const session = `#${encodeURIComponent(JSON.stringify(SESSION))}`;
    await take(browser, 'report', pathToFileURL(join(folder, 'out', run, 'report.html')).href);
    await take(browser, 'what-if', `${pathToFileURL(join(folder, 'what-if.html')).href}${session}`);
    return `docs/images: ${(await readdir(IMAGES)).join(', ')}`;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(browser: Browser, name: string, url: string): Promise<void> {
  for (const { suffix, width, height, dark } of SCREENS) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
    await page.goto(url);
    // The what-if page is whole once its curve of totals is.
    if (name === 'what-if') await page.waitForSelector('.frontier .curve path[d]');
    await page.waitForTimeout(2000);
    await page.screenshot({ path: join(IMAGES, `${name}${suffix}.png`) });
    await page.close();
  }
}
