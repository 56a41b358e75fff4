import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { COMMAND, type Ended, nodeProcess } from '../node-process.ts';

const Measured = v.looseObject({
  events: v.number(),
  rows: v.number(),
  spendMicros: v.number(),
  revenueMicros: v.number(),
  impressions: v.number(),
  clicks: v.number(),
  cpuSeconds: v.number(),
  peakMb: v.number(),
  pageBytes: v.optional(v.number(), 0),
});

export type Measured = v.InferOutput<typeof Measured>;

/** One measurement of `child.ts`, in a process of its own. */
export async function measure(what: 'fold' | 'duckdb', path: string): Promise<Measured> {
  const child = fileURLToPath(new URL('child.ts', import.meta.url));
  const { stdout } = await run([child, what, path], dirname(path));
  return v.parse(Measured, JSON.parse(stdout));
}

export interface CommandRun {
  readonly stdout: string;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** The command as a user runs it; CPU seconds and peak memory as the process itself tells them when it exits. */
export async function command(args: readonly string[], folder: string): Promise<CommandRun> {
  const reporter = `data:text/javascript,import{readFileSync as r}from'node:fs';process.on('exit',()=>{const c=process.cpuUsage();const m=/VmHWM:\\s+(\\d+)/.exec(r('/proc/self/status','utf8'));process.stderr.write('\\n@'+JSON.stringify({cpuSeconds:(c.user+c.system)/1e6,peakMb:Number(m?.[1]??0)/1024}))})`;
  const { stdout, stderr } = await run(['--import', reporter, COMMAND, ...args], folder);
  const told = v.parse(
    v.object({ cpuSeconds: v.number(), peakMb: v.number() }),
    JSON.parse(stderr.slice(stderr.lastIndexOf('@') + 1)),
  );
  return { stdout, ...told };
}

async function run(args: readonly string[], folder: string): Promise<Ended> {
  // A compile cache of its own, so that the first run in a folder is one after an install.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const ended = await nodeProcess(args, { cwd: folder, env });
  if (ended.status !== 0) throw new Error(`${args.join(' ')}: exit ${String(ended.status)}: ${ended.stderr}`);
  return ended;
}
