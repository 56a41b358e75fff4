import * as v from 'valibot';
import { MarginalError } from '../../functions/core/errors.ts';
import { costOfEvents } from '../../functions/cost/cost-of-events.ts';
import { type EventLoad, USUAL_LOAD } from '../../functions/cost/load.ts';
import type { Flags } from '../flags.ts';
import { print, table } from '../print.ts';

function number(flag: string, usual: number, least: number, most: number) {
  const message = `${flag}: a number from ${least} to ${most}`;
  const stated = v.pipe(v.string(), v.toNumber(message), v.minValue(least, message), v.maxValue(most, message));
  return v.optional(stated, String(usual));
}

const Options = v.pipe(
  v.object({
    eventsPerSecond: number('--events-per-second', USUAL_LOAD.eventsPerSecond, 0.001, 100_000_000),
    bytesPerEvent: number('--bytes-per-event', USUAL_LOAD.bytesPerEvent, 1, 1_048_576),
    channels: number('--channels', USUAL_LOAD.channels, 1, 1_000_000),
    conversionShare: number('--conversion-share', USUAL_LOAD.conversionShare, 0, 1),
    freshness: number('--freshness', USUAL_LOAD.freshnessSeconds, 10, 86_400),
    producers: number('--producers', USUAL_LOAD.producers, 1, 1_000_000),
    rawDays: number('--raw-days', USUAL_LOAD.rawDays, 0, 36_500),
  }),
  v.transform(({ freshness, ...load }): EventLoad => ({ ...load, freshnessSeconds: freshness })),
);

export async function cost(flags: Flags, given: Readonly<Record<string, unknown>>): Promise<number> {
  const parsed = v.safeParse(Options, given);
  if (!parsed.success) throw new MarginalError('UsageError', parsed.issues[0].message);
  const load = parsed.output;
  const answer = costOfEvents(load);
  print(flags.json, answer, () => {
    const usd = (amount: number) => amount.toFixed(6);
    const times = (amount: number) => `${Math.round(amount / answer.perMillionEvents).toLocaleString('en')}×`;
    return [
      `${load.eventsPerSecond.toLocaleString('en')} events a second, facts every ${load.freshnessSeconds} s: USD a million events, us-east-1`,
      '',
      ...table(
        ['item', 'USD a million'],
        [
          ...answer.lines.map(({ item, perMillionEvents }) => [item, usd(perMillionEvents)]),
          ['total', usd(answer.perMillionEvents)],
        ],
      ),
      '',
      ...table(
        ['other designs', 'USD a million', 'times', 'how'],
        answer.alternatives.map(({ design, perMillionEvents, arithmetic }) => [
          design,
          usd(perMillionEvents),
          times(perMillionEvents),
          arithmetic,
        ]),
      ),
    ];
  });
  return 0;
}
