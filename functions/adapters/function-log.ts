import { systemClock } from './clock.ts';
import { environment } from './environment.ts';
import { metricsLine } from './metrics.ts';

/** Keys of inputs that say which run, batch or change a line is about. */
const CORRELATING = ['runId', 'manifestKey', 'group', 'changesKey', 'action', 'by', 'execution', 'asOf'] as const;

export interface FunctionLog {
  warn(message: string): void;
  error(code: string, message: string): void;
  metrics(answer: unknown): void;
}

/** Log lines of one event, as JSON: each names its function and what the event is about. */
export function functionLog(event: unknown, requestId: string): FunctionLog {
  const state = environment('STATE');
  const about = { state, requestId, ...correlation(event) };
  const write = (fields: Readonly<Record<string, unknown>>) =>
    process.stdout.write(`${JSON.stringify({ ...fields, ...about })}\n`);
  return {
    warn: (message) => write({ level: 'WARN', message }),
    error: (code, message) => write({ level: 'ERROR', code, message }),
    metrics: (answer) => {
      const line = metricsLine(answer, { state, stage: environment('STAGE'), nowMs: systemClock.nowMs() });
      if (line !== undefined) process.stdout.write(`${line}\n`);
    },
  };
}

function correlation(event: unknown): Record<string, unknown> {
  if (typeof event !== 'object' || event === null) return {};
  const given = new Map(Object.entries(event));
  return Object.fromEntries(CORRELATING.filter((key) => given.has(key)).map((key) => [key, given.get(key)]));
}
