import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { MarginalError } from '../../functions/core/errors.ts';
import { lockStore } from '../../local/lock.ts';
import { makeFolder } from '../../local/make-folder.ts';
import type { Flags } from '../flags.ts';
import { print } from '../print.ts';
import { progressPrinter } from '../progress.ts';
import { BatchSender, type SenderOptions, type SentCounts, folderOf } from '../send/batch-sender.ts';

const SENDER_WAIT_MS_MAX = 600_000;

const allowed = (flag: string, what: string) => `${flag}: ${what}`;

const Options = v.object({
  name: v.pipe(v.string(), v.regex(/^[\w-]{1,80}$/, allowed('--name', '1 to 80 of letters, digits, _ and -'))),
  compression: v.picklist(['gzip', 'zstd'], allowed('--compression', 'gzip or zstd')),
  maxBytes: number('--max-bytes', 1, 1 << 28),
  maxSeconds: number('--max-seconds', 1, 86_400),
});

function number(flag: string, least: number, most: number) {
  const message = allowed(flag, `a whole number from ${least} to ${most}`);
  return v.pipe(
    v.string(),
    v.toNumber(message),
    v.integer(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

export async function send(flags: Flags, given: Readonly<Record<string, unknown>>): Promise<number> {
  if (flags.stage !== null) {
    const message = '--stage: send writes to a folder; `marginal run --stage NAME --inbox DIR` brings it to the stage';
    throw new MarginalError('UsageError', message);
  }
  const parsed = v.safeParse(Options, given);
  if (!parsed.success) throw new MarginalError('UsageError', parsed.issues[0].message);
  const { name, compression, maxBytes, maxSeconds } = parsed.output;
  const options = { inbox: flags.inbox, name, compression, bytesMax: maxBytes };

  await makeFolder(options.inbox);
  const stop = new AbortController();
  const stopped = () => stop.abort();
  process.once('SIGINT', stopped);
  process.once('SIGTERM', stopped);
  const printer = progressPrinter();
  try {
    const release = await lockStore(folderOf(options), {
      onWait: (holder) => process.stderr.write(`marginal: process ${holder} sends as '${name}'; waiting for it\n`),
      waitMsMax: SENDER_WAIT_MS_MAX,
      signal: stop.signal,
    });
    try {
      const sent = await sendAll(options, maxSeconds * 1000, stop.signal, (lines) =>
        printer.show({ step: 'send', done: lines, total: lines, unit: 'events' }),
      );
      printer.end();
      print(flags.json, { sent }, () => [lineOf(sent, options)]);
      return 0;
    } finally {
      await release();
    }
  } finally {
    printer.end();
    process.off('SIGINT', stopped);
    process.off('SIGTERM', stopped);
  }
}

/** Standard input until it ends, or until somebody stops it: what has come in whole by then is sent. */
async function sendAll(
  options: SenderOptions,
  ageMsMax: number,
  signal: AbortSignal,
  onLines: (lines: number) => void,
): Promise<SentCounts> {
  const sender = new BatchSender(options);
  await sender.open();
  const input: AsyncIterator<Buffer> = process.stdin[Symbol.asyncIterator]();
  let next = input.next();
  const stopped = untilAborted(signal);
  let dueMs = Infinity;
  for (;;) {
    const timer = new AbortController();
    const due =
      dueMs === Infinity
        ? []
        : [wait(Math.max(0, dueMs - performance.now()), 'due' as const, { signal: timer.signal })];
    for (const waiting of due) waiting.catch(() => undefined);
    const happened = await Promise.race([next, stopped, ...due]);
    timer.abort();
    if (happened === 'stopped') break;
    if (happened === 'due') {
      await sender.age();
      dueMs = Infinity;
    } else {
      if (happened.done === true) break;
      await sender.write(happened.value);
      next = input.next();
    }
    onLines(sender.lines);
    if (!sender.isWaiting) dueMs = Infinity;
    else if (dueMs === Infinity) dueMs = performance.now() + ageMsMax;
  }
  process.stdin.destroy();
  return sender.finish({ isStopped: signal.aborted });
}

function untilAborted(signal: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
}

function lineOf({ files, lines, bytes, skippedFiles }: SentCounts, { inbox }: SenderOptions): string {
  const number = (count: number) => count.toLocaleString('en');
  const earlier = skippedFiles === 0 ? '' : `; ${number(skippedFiles)} files an earlier attempt had sent were skipped`;
  return `${number(lines)} events (${number(bytes)} bytes) in ${number(files)} files to '${inbox}'${earlier}`;
}
