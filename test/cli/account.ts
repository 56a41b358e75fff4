import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files, by path; it goes when the test is over. */
export async function temporaryAccount(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const MS_A_DAY = 86_400_000;

/** Sixty days up to yesterday of two campaigns, one far from saturated and one saturated: money is to move. */
export function movableReport(nowMs: number): string {
  const rows = ['date,channel,spend,conversions,revenue'];
  for (let ago = 60; ago >= 1; ago -= 1) {
    const day = new Date(nowMs - ago * MS_A_DAY).toISOString().slice(0, 10);
    const share = 0.6 + 0.8 * ((ago * 0.618_034) % 1);
    for (const [campaign, ceiling, halfSaturation] of [
      ['1', 9000, 1500],
      ['2', 2500, 100],
    ] as const) {
      const spend = 500 * share;
      const revenue = (ceiling * spend) / (spend + halfSaturation);
      rows.push(`${day},google:1:${campaign},${spend.toFixed(2)},${(revenue / 40).toFixed(0)},${revenue.toFixed(2)}`);
    }
  }
  return `${rows.join('\n')}\n`;
}

export const STATED_BUDGETS = 'channel,dailyBudget\ngoogle:1:1,500\ngoogle:1:2,500\n';
