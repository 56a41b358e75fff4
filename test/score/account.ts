import { addDays, localDayIn, type Day } from '../../functions/core/calendar.ts';
import type { Counters } from '../../functions/core/facts.ts';
import type { Policy } from '../../functions/core/policy.ts';
import { parsePolicy } from '../../functions/core/parse-policy.ts';
import type { ChannelBookEntry, Delivery, DayRollup, RolledChannel } from '../../functions/core/rollup.ts';
import type { ScoredChannel, ScoreSheet } from '../../functions/core/scored.ts';
import { scoreAccount, type AccountFacts, type ScoreQuestion } from '../../functions/score/score-account.ts';

export const AS_OF: Day = '2026-09-30';

export const POLICY: Policy = parsePolicy('currency: USD\ntimeZone: UTC\n', 'policy.yaml');

/** One channel's day in currency units; what is left out is not stated. */
export interface DayFigures {
  readonly spend?: number;
  readonly conversions?: number;
  readonly revenue?: number;
}

export function counters({ spend, conversions, revenue }: DayFigures): Counters {
  return {
    ...(spend === undefined ? {} : { spendMicros: Math.round(spend * 1e6) }),
    ...(conversions === undefined ? {} : { conversionMicros: Math.round(conversions * 1e6) }),
    ...(revenue === undefined ? {} : { revenueMicros: Math.round(revenue * 1e6) }),
  };
}

export function rolled(
  channel: string,
  report: DayFigures,
  { events = {}, deliveries = [] }: { events?: DayFigures; deliveries?: Delivery[] } = {},
): RolledChannel {
  return { channel, report: counters(report), events: counters(events), deliveries };
}

/** Day rollups of the last `days` days to `AS_OF`; a channel is absent on days its figures are undefined. */
export function history(
  days: number,
  channels: Readonly<Record<string, (age: number) => DayFigures | undefined>>,
): DayRollup[] {
  return Array.from({ length: days }, (_, index) => {
    const age = days - 1 - index;
    return {
      day: addDays(AS_OF, -age),
      covers: [],
      channels: Object.entries(channels).flatMap(([channel, figuresOf]) => {
        const figures = figuresOf(age);
        return figures === undefined ? [] : [rolled(channel, figures)];
      }),
    };
  });
}

export function bookEntry(channel: string, parts: Partial<ChannelBookEntry> = {}): ChannelBookEntry {
  return {
    channel,
    name: `Campaign ${channel}`,
    platform: channel.split(':')[0] ?? 'other',
    budgetKind: 'daily',
    paused: false,
    budgetFromFile: null,
    budgetFromReport: null,
    ...parts,
  };
}

export function score(
  rollups: readonly DayRollup[],
  { facts = {}, question = {} }: { facts?: Partial<AccountFacts>; question?: Partial<ScoreQuestion> } = {},
): ScoreSheet {
  const firstDay = rollups.map(({ day }) => day).sort()[0] ?? AS_OF;
  return scoreAccount(
    { rollups, book: [], applied: new Map(), firstDay, ...facts },
    { asOf: AS_OF, since: null, policy: POLICY, localDay: localDayIn('UTC'), ...question },
  );
}

export function channelOf(sheet: ScoreSheet, channel: string): ScoredChannel {
  const found = sheet.channels.find((scored) => scored.channel === channel);
  if (found === undefined) throw new Error(`no channel '${channel}' in the sheet`);
  return found;
}
