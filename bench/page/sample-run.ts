import { addDays, dayRange, weekdayOf } from '../../functions/core/calendar.ts';
import type { CurvePosterior } from '../../functions/core/curve-posterior.ts';
import type { Binding, PlanLine, RunRecord } from '../../functions/core/plan.ts';
import type { ScoredChannel, ScoreSheet, SeriesDay } from '../../functions/core/scored.ts';
import type { ReportInput } from '../../functions/report/report-input.ts';

/** Share of the newest day's conversions that is in; at the others conversions are dated by themselves. */
const LAGS: Readonly<Record<string, number>> = { google: 0.42, meta: 0.61, tiktok: 0.7 };
const AS_OF = '2026-11-20';
const CENT = 10_000;

const NAMES = [
  ['google', 'Search – Brand'],
  ['google', 'Search – Generic – Broad match'],
  ['google', 'Shopping – Best sellers'],
  ['google', 'Performance Max – Catalogue'],
  ['google', 'YouTube – Prospecting'],
  ['google', 'Display – Remarketing'],
  ['meta', 'Advantage+ Shopping'],
  ['meta', 'Prospecting – Lookalike 1 %'],
  ['meta', 'Retargeting – Cart 14 days'],
  ['meta', 'Reels – Creators'],
  ['meta', 'Instagram – Stories'],
  ['meta', 'Spring collection – UGC video'],
  ['tiktok', 'Spark Ads – Creators'],
  ['tiktok', 'Video Shopping – Catalogue'],
  ['tiktok', 'Prospecting – 18 to 24'],
  ['tiktok', 'Retargeting – Viewers'],
  ['microsoft', 'Search – Brand'],
  ['microsoft', 'Search – Generic'],
  ['microsoft', 'Shopping'],
  ['microsoft', 'Audience network'],
  ['linkedin', 'Lead generation – Directors'],
  ['linkedin', 'Sponsored content – EMEA'],
  ['linkedin', 'Retargeting – Pricing page'],
  ['linkedin', 'Thought leader ads'],
] as const;

/** A small seeded generator (mulberry32), so every run of the tests sees one account. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const round = (value: number) => Math.round(value * 1e4) / 1e4;
const cents = (micros: number) => Math.round(micros / CENT) * CENT;

interface Truth {
  readonly ceiling: number;
  readonly half: number;
}

function slopeAt({ ceiling, half }: Truth, spend: number): number {
  return (ceiling * half) / (half + spend) ** 2;
}

function sampleSeries(truth: Truth, current: number, days: number, lag: number, random: () => number): SeriesDay[] {
  return dayRange(addDays(AS_OF, 1 - days), AS_OF).map((day, index) => {
    const weekend = [0, 6].includes(weekdayOf(day)) ? 0.8 : 1;
    const spend = cents(Math.max(0, current * weekend * (0.55 + 0.5 * random() + (index % 29 < 5 ? 0.35 : 0))));
    const completeness = Math.round(Math.min(1, lag + 0.075 * (days - 1 - index)) * 1000) / 1000;
    const mean = (truth.ceiling * spend) / (spend + truth.half);
    const conversions = Math.max(0, (mean / 60e6) * (1 + 0.22 * normal(random)) * completeness);
    return {
      day,
      spendMicros: spend,
      returnMicros: cents(conversions * 60e6),
      conversionMicros: Math.round(conversions * 1e6),
      completeness,
    };
  });
}

function samplePosterior(truth: Truth, reference: number, conversions: number): CurvePosterior {
  const grid = [0.5, 0.7, 1, 1.4, 2];
  const weights = grid.map((step) => Math.exp(-(Math.log(step) ** 2) / 0.18));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const at = truth.ceiling / (1 + truth.half / reference);
  return {
    referenceMicros: reference,
    valueMicros: 60e6,
    components: grid.map((step, index) => {
      const halfSaturation = (truth.half / reference) * step;
      const level = (at / 60e6) * (1 + halfSaturation);
      const levelShape = Math.max(2, conversions / 12);
      return {
        weight: (weights[index] ?? 0) / total,
        halfSaturation,
        slope: 1,
        levelShape,
        levelRate: levelShape / level,
      };
    }),
  };
}

function sampleChannel(index: number, days: number, random: () => number): { scored: ScoredChannel; truth: Truth } {
  const [platform, name] = NAMES[index % NAMES.length] ?? ['google', 'Search'];
  const current = cents(1e6 * Math.exp(4.2 + 2.6 * random()));
  const roas = 1.2 + 4.5 * random();
  const half = current * (0.5 + 2.2 * random());
  const truth = { half, ceiling: roas * (current + half) };
  const span = index % 11 === 7 ? 26 : days;
  const series = sampleSeries(truth, current, span, LAGS[platform] ?? 1, random);
  const sum = (pick: (day: SeriesDay) => number) => series.reduce((total, day) => total + pick(day), 0);
  const spendMicros = sum((day) => day.spendMicros);
  const returnMicros = sum((day) => day.returnMicros);
  const thin = index % 9 === 5;
  const conversions = thin ? 9 : Math.round(sum((day) => day.conversionMicros ?? 0) / 1e6);
  const error = 1.64 / Math.sqrt(Math.max(4, conversions / 12));
  const marginal = slopeAt(truth, current);
  const scored: ScoredChannel = {
    channel: `${platform}:${100 + (index % 3)}:${7_000_000 + index * 7_919}`,
    name: index < NAMES.length ? name : `${name} ${Math.floor(index / NAMES.length) + 1}`,
    platform,
    days: series.length,
    spendMicros,
    returnMicros,
    conversions,
    roas: round(returnMicros / spendMicros),
    roasLow: round((returnMicros / spendMicros) * (1 - error * 0.5)),
    roasHigh: round((returnMicros / spendMicros) * (1 + error * 0.6)),
    marginalRoas: round(marginal),
    marginalRoasLow: round(marginal * Math.max(0.1, 1 - error)),
    marginalRoasHigh: round(marginal * (1 + error * 1.3)),
    completeness: round(series.slice(-7).reduce((total, day) => total + day.completeness, 0) / 7),
    verdict: thin ? 'untrusted' : 'trusted',
    reason: thin
      ? '9 conversions, 30 needed'
      : `${conversions.toLocaleString('en')} conversions in ${series.length} days`,
    currentMicros: current,
    currentSource: index % 4 === 0 ? 'meanSpend' : 'report',
    budgetKind: index % 12 === 10 ? 'shared' : 'daily',
    paused: false,
    lastChangedAtMs: null,
    posterior: samplePosterior(truth, current, conversions),
    series,
  };
  return { scored, truth };
}

const isFree = ({ verdict, budgetKind }: ScoredChannel) => verdict === 'trusted' && budgetKind === 'daily';

/** Moves a fifth of what earns least at the margin to what earns most; sums stay exact. */
function sampleLines(channels: readonly { scored: ScoredChannel; truth: Truth }[]): PlanLine[] {
  const byMargin = channels
    .filter(({ scored }) => isFree(scored))
    .toSorted((a, b) => slopeAt(b.truth, b.scored.currentMicros) - slopeAt(a.truth, a.scored.currentMicros));
  const proposed = new Map<string, { micros: number; binding: Binding; reason: string }>();
  let pool = 0;
  for (const { scored } of byMargin.slice(Math.ceil(byMargin.length / 2))) {
    const step = cents(scored.currentMicros * 0.2);
    pool += step;
    proposed.set(scored.channel, {
      micros: scored.currentMicros - step,
      binding: 'maxChange',
      reason: 'lowered as far as one day allows (20%): its next $1 returns the least',
    });
  }
  for (const { scored } of byMargin.slice(0, Math.ceil(byMargin.length / 2))) {
    const room = cents(scored.currentMicros * 0.2);
    const step = Math.min(room, pool);
    pool -= step;
    const full = step === room;
    proposed.set(scored.channel, {
      micros: scored.currentMicros + step,
      binding: full ? 'maxChange' : null,
      reason: full ? 'raised as far as one day allows (20%)' : 'raised to where its next $1 earns as much as elsewhere',
    });
  }
  const first = byMargin[0]?.scored;
  if (first !== undefined && pool > 0) {
    const line = proposed.get(first.channel);
    if (line !== undefined) proposed.set(first.channel, { ...line, micros: line.micros + pool });
  }
  return channels
    .map(({ scored, truth }) => {
      const stays =
        scored.verdict === 'untrusted'
          ? { binding: 'untrusted' as const, reason: `evidence too thin: ${scored.reason}` }
          : { binding: 'lock' as const, reason: 'locked: its budget is shared with other campaigns' };
      const { micros, binding, reason } = proposed.get(scored.channel) ?? { micros: scored.currentMicros, ...stays };
      return {
        channel: scored.channel,
        currentMicros: scored.currentMicros,
        currentSource: scored.currentSource,
        proposedMicros: micros,
        expectedReturnMicros: Math.round((truth.ceiling * micros) / (micros + truth.half)),
        marginalRoas: Math.round(slopeAt(truth, micros) * 1e4) / 1e4,
        binding,
        reason,
      };
    })
    .toSorted((a, b) => (a.channel < b.channel ? -1 : 1));
}

/** An account of so many channels on five platforms with a plan for it: thin, locked, limited and free lines. */
export function sampleRun(options: {
  channels: number;
  days?: number;
}): ReportInput & { record: RunRecord; sheet: ScoreSheet } {
  const random = generator(20_261_120);
  const channels = Array.from({ length: options.channels }, (_, index) =>
    sampleChannel(index, options.days ?? 120, random),
  );
  const lines = sampleLines(channels);
  const sum = (pick: (line: PlanLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  const currentReturnMicros = Math.round(
    channels.reduce(
      (total, { scored, truth }) =>
        total + (truth.ceiling * scored.currentMicros) / (scored.currentMicros + truth.half),
      0,
    ),
  );
  const proposedReturnMicros = sum((line) => line.expectedReturnMicros);
  const upliftMicros = proposedReturnMicros - currentReturnMicros;
  const budgetMicros = sum((line) => line.proposedMicros);
  return {
    record: {
      runId: `${AS_OF}-5f3a91c2`,
      asOf: AS_OF,
      currency: 'USD',
      timeZone: 'UTC',
      groups: [],
      createdAtMs: Date.parse('2026-11-21T06:00:00Z'),
      policyKey: 'policies/1.yaml',
      scoresKey: `scores/${AS_OF}-5f3a91c2.json`,
      plan: {
        status: 'optimal',
        reason: 'the budgets within all limits that return most',
        budgetMicros,
        targetBudgetMicros: budgetMicros,
        lines,
        expected: {
          currentReturnMicros,
          proposedReturnMicros,
          upliftMicros,
          upliftLowMicros: Math.round(upliftMicros * 0.22),
          upliftHighMicros: Math.round(upliftMicros * 1.9),
          probabilityBetter: 0.964,
        },
        certificate: {
          multiplier: 1.8342,
          boundMicros: proposedReturnMicros + 4_100,
          gap: 4_100 / proposedReturnMicros,
        },
      },
    },
    sheet: {
      asOf: AS_OF,
      since: null,
      currency: 'USD',
      goal: 'revenue',
      channels: channels.map(({ scored }) => scored).toSorted((a, b) => (a.channel < b.channel ? -1 : 1)),
      factsHash: '5f3a91c2',
    },
    quality: {
      files: 9,
      rows: 2_871,
      events: 4_000,
      accepted: 6_862,
      rejected: 6,
      duplicates: 3,
      restatedDays: 14,
      refusedFiles: 1,
      rejects: [
        {
          file: 'meta/november.csv',
          line: 118,
          code: 'InvalidRow',
          message: 'spend: got "abc", a decimal number is needed',
        },
        {
          file: 'google/campaigns.csv',
          line: 12,
          code: 'NegativeSpend',
          message: 'spend: got -5, at least 0 is allowed',
        },
        { file: 'notes.txt', line: 0, code: 'UnknownFormat', message: 'no known format has the columns: id, foo, bar' },
      ],
    },
    history: [],
    changes: [],
    statedAtMs: Date.parse('2026-11-21T06:00:00Z'),
    version: '0.1.0',
  };
}
