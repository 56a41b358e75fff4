import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { createGzip } from 'node:zlib';
import { COMMAND, nodeProcess } from '../node-process.ts';
import { markdownTable } from '../table.ts';
import { ingest, run } from './process.ts';

const ENTRY = fileURLToPath(new URL('claims-child.ts', import.meta.url));
const CHANNELS_PER_FILE = 100_000;
const LINES_AT_ONCE = 10_000;
const Claimed = v.object({ duplicates: v.number(), seconds: v.number(), peakMb: v.number() });

/** What is too much for a store ends in an error with a name, or takes longer; it never ends in want of memory. */
export async function benchLimits({ quick }: { quick: boolean }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marginal-limits-'));
  try {
    await writeFile(join(folder, 'policy.yaml'), 'currency: USD\ntimeZone: UTC\n');
    const channels = quick ? 200_000 : 5_000_000;
    const ids = quick ? 400_000 : 100_000_000;
    return [
      '### Limits at their size',
      markdownTable(
        ['what came', 'how it ended', 'peak MB'],
        [await oneFile(folder, channels), await manyFiles(folder, channels), await manyIds(folder, ids)],
      ),
    ].join('\n\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const size = (count: number) => count.toLocaleString('en');

/** A file of one event for each channel, from the first of them on. */
async function writeChannels(path: string, first: number, channels: number): Promise<void> {
  const packer = createGzip({ level: 1 });
  const file = createWriteStream(path);
  packer.pipe(file);
  let lines = '';
  for (let channel = first; channel < first + channels; channel += 1) {
    lines += `{"at":"2026-09-30T00:00:00Z","channel":"google:1:${channel}","type":"click","costMicros":1}\n`;
    if (channel % LINES_AT_ONCE !== 0 && channel + 1 < first + channels) continue;
    if (!packer.write(lines)) await once(packer, 'drain');
    lines = '';
  }
  packer.end();
  await once(file, 'close');
}

async function oneFile(folder: string, channels: number): Promise<string[]> {
  await writeChannels(join(folder, 'one.ndjson.gz'), 0, channels);
  const { accepted, rejected, rejects } = await ingest(['one.ndjson.gz'], 'store-one', folder);
  if (accepted !== CHANNELS_PER_FILE || rejects[0]?.code !== 'TooManyChannels')
    throw new Error(JSON.stringify(rejects[0]));
  const ended = `${size(accepted)} accepted, ${size(rejected)} rejected: TooManyChannels`;
  return [`a file of ${size(channels)} channels`, ended, await peakMb(['ingest', 'one.ndjson.gz'], folder)];
}

async function manyFiles(folder: string, channels: number): Promise<string[]> {
  const inbox = join(folder, 'inbox');
  await mkdir(inbox);
  for (let first = 0; first < channels; first += CHANNELS_PER_FILE) {
    await writeChannels(join(inbox, `${String(first).padStart(9, '0')}.ndjson.gz`), first, CHANNELS_PER_FILE);
  }
  const { status, stderr } = await run(['ingest', 'inbox', '--store', 'store-many', '--json'], folder);
  const code = /"code":"(\w+)"/.exec(stderr)?.[1] ?? 'taken';
  const files = channels / CHANNELS_PER_FILE;
  return [
    `${files} files of ${size(CHANNELS_PER_FILE)} other channels each, one day`,
    `exit ${String(status)}: ${code}`,
    await peakMb(['ingest', 'inbox'], folder),
  ];
}

async function peakMb(args: readonly string[], folder: string): Promise<string> {
  const reporter = `data:text/javascript,import{readFileSync as r}from'node:fs';process.on('exit',()=>process.stderr.write('@'+(/VmHWM:\\s+(\\d+)/.exec(r('/proc/self/status','utf8'))?.[1]??0)))`;
  const { stderr } = await nodeProcess(['--import', reporter, COMMAND, ...args, '--store', 'store-peak'], {
    cwd: folder,
  });
  await rm(join(folder, 'store-peak'), { recursive: true, force: true });
  return (Number(stderr.slice(stderr.lastIndexOf('@') + 1)) / 1024).toFixed(0);
}

async function manyIds(folder: string, ids: number): Promise<string[]> {
  const batch = Math.min(1_000_000, ids / 4);
  const child = spawn(process.execPath, [ENTRY, folder, String(ids), String(batch)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`claims: exit ${String(status)}`);
  const claimed = v.parse(Claimed, JSON.parse(stdout));
  if (claimed.duplicates !== batch / 2) throw new Error(`${claimed.duplicates} duplicates of ${batch / 2}`);
  const ended = `${size(claimed.duplicates)} duplicates found in ${claimed.seconds.toFixed(0)} s`;
  return [
    `${size(batch)} conversions, half of them among ${size(ids)} ids of 7 days`,
    ended,
    claimed.peakMb.toFixed(0),
  ];
}
