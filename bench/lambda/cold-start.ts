import { spawn } from 'node:child_process';

/** One start of a process, to its first answer. */
export interface ColdStart {
  /** To the first answer, as somebody waits for it from the call that starts the process. */
  readonly wallMs: number;
  /** User and system to the first answer: others on this machine do not lengthen it. */
  readonly cpuMs: number;
  /** Of it, what asking the same again takes: the work itself. */
  readonly warmMs: number;
  readonly residentMb: number;
  /** Null where it answered, else the error it answered with. */
  readonly refusal: string | null;
}

const MARK = 'first answer';
const TOLD = 'told: ';

/** A module that answers `handler(event, context)`, as Lambda asks it; any other is just loaded. */
const CHILD = `
const [file, event] = process.argv.slice(1);
let refusal = null;
let ask = async () => undefined;
if (file) {
  const { handler } = await import(file);
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60000 };
  ask = () => handler?.(JSON.parse(event), context).catch((error) => { refusal = error.name + ': ' + error.message; });
}
const cpuMs = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
await ask();
const first = cpuMs();
process.stdout.write('\\n${MARK}\\n');
await ask();
const residentMb = process.resourceUsage().maxRSS / 1024;
const told = { cpuMs: first, warmMs: cpuMs() - first, residentMb, refusal };
process.stdout.write('\\n${TOLD}' + JSON.stringify(told) + '\\n');
`;

/** Starts Node as it is, with nothing but a module to load; the file is null for Node alone. */
export async function coldStart(
  file: string | null,
  event: unknown,
  env: Readonly<Record<string, string>>,
): Promise<ColdStart> {
  const args = file === null ? [] : [file, JSON.stringify(event)];
  const started = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', CHILD, ...args], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  let wallMs = Number.NaN;
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (Number.isNaN(wallMs) && output.includes(MARK)) wallMs = performance.now() - started;
  });
  await new Promise((resolve) => child.on('close', resolve));
  const told = output.split(TOLD)[1];
  if (told === undefined) throw new Error(`${file ?? 'node'} did not answer: ${errors}${output}`);
  return { wallMs, ...JSON.parse(told) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
