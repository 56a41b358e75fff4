import { MarginalError, messageOf } from '../core/errors.ts';
import { systemClock } from './clock.ts';
import { environment } from './environment.ts';
import { metricsLine } from './metrics.ts';
import { sourceStack } from './source-stack.ts';

/** Keys of inputs that say which run, batch or change a line is about. */
const CORRELATING = ['runId', 'manifestKey', 'group', 'changesKey', 'action', 'by', 'execution', 'asOf'] as const;

export interface FunctionLog {
  warn(message: string): void;
  /** With its code; what nobody foresaw with its stack too. */
  error(error: unknown): void;
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
    error: (error) => {
      if (error instanceof MarginalError) return write({ level: 'ERROR', code: error.code, message: error.message });
      const stack = error instanceof Error ? sourceStack(error) : undefined;
      return write({ level: 'ERROR', code: 'RunFailed', message: messageOf(error), stack });
    },
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
