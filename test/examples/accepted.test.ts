import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { deliver, FIRST_DELIVERY, SECOND_DELIVERY, WHOLE_DELIVERY, type Delivery } from '../../examples/delivery.ts';
import { sampleFiles } from '../../examples/sample-files.ts';
import { CHANNELS, CREATORS } from '../../examples/truth.ts';
import type { DecodedReport } from '../../functions/core/facts.ts';
import { decodeReport } from '../../functions/ingest/decode/decode-report.ts';
import { parsePolicy } from '../../functions/core/parse-policy.ts';

type ChannelDay = { readonly channel: string; readonly day: string };

const policy = parsePolicy(
  await readFile(join(import.meta.dirname, '../../examples/policy.yaml'), 'utf8'),
  'policy.yaml',
);

async function decoded(name: string): Promise<DecodedReport> {
  const bytes = (async function* bytes() {
    yield Buffer.from(sampleFiles().get(name) ?? '');
  })();
  const answer = await decodeReport(bytes, { ...policy, today: '2026-10-01' });
  if (answer.kind === 'refused') throw new Error(`${name} is refused: ${answer.message}`);
  return answer.report;
}

const REPORTS: readonly { name: string; format: string; platform: string; delivery: Delivery; rejects: string[] }[] = [
  ...(['google', 'meta', 'tiktok', 'microsoft'] as const).flatMap((platform) => [
    {
      name: `${platform}/campaigns-2026-09-24.csv`,
      format: platform === 'google' ? 'google-ads' : platform,
      platform,
      delivery: FIRST_DELIVERY,
      rejects: { google: [], meta: ['InvalidRow'], tiktok: ['NegativeSpend'], microsoft: [] }[platform],
    },
    {
      name: `${platform}/campaigns-2026-10-01.csv`,
      format: platform === 'google' ? 'google-ads' : platform,
      platform,
      delivery: SECOND_DELIVERY,
      rejects: [],
    },
  ]),
  {
    name: 'linkedin/campaigns-2026-10-01.csv',
    format: 'linkedin',
    platform: 'linkedin',
    delivery: WHOLE_DELIVERY,
    rejects: ['InvalidDate'],
  },
];

function byChannelAndDay(a: ChannelDay, b: ChannelDay): number {
  return `${a.channel} ${a.day}` < `${b.channel} ${b.day}` ? -1 : 1;
}

describe('every row of the sample is accepted but the bad ones', () => {
  test.each(REPORTS)('$name', async ({ name, format, platform, delivery, rejects }) => {
    const report = await decoded(name);
    expect(report.format).toBe(format);
    expect(report.rejects.map(({ code }) => code)).toEqual(rejects);
    const expected = CHANNELS.filter((channel) => channel.platform === platform && channel !== CREATORS).flatMap(
      (channel) =>
        deliver(channel, delivery).map((row) => ({
          channel: channel.id,
          day: row.day,
          spendMicros: row.spendCents * 10_000,
          clicks: row.clicks,
          conversionMicros: row.conversionHundredths * 10_000,
          revenueMicros: row.valueCents * 10_000,
        })),
    );
    const facts = report.facts.map(({ channel, day, counters }) => ({
      channel,
      day,
      spendMicros: counters.spendMicros,
      clicks: counters.clicks,
      conversionMicros: counters.conversionMicros,
      revenueMicros: counters.revenueMicros,
    }));
    expect(facts.sort(byChannelAndDay)).toEqual(expected.sort(byChannelAndDay));
  });

  test("the agency's plain report states no outcomes, so the shop's events supply them", async () => {
    const report = await decoded('agency/creators-2026-09.csv');
    expect(report.format).toBe('plain');
    expect(report.accepted).toBe(30);
    expect(report.columns).not.toContain('conversionMicros');
  });

  test('budgets come from the budgets file and from Google', async () => {
    const fromFile = (await decoded('budgets.csv')).notes.map(({ dailyBudgetMicros }) => dailyBudgetMicros);
    expect(fromFile).toHaveLength(15);
    const { notes } = await decoded('google/campaigns-2026-10-01.csv');
    const kinds = notes.map(({ budgetKind }) => budgetKind);
    expect(kinds.filter((kind) => kind === 'daily')).toHaveLength(7);
    expect(kinds.filter((kind) => kind === 'total')).toHaveLength(1);
  });

  test('the paused campaign is known as paused', async () => {
    const { notes } = await decoded('meta/campaigns-2026-09-24.csv');
    expect(notes.filter(({ status }) => status === 'paused').map(({ name }) => name)).toEqual(['Summer sale']);
  });
});
