import { markdownTable } from '../table.ts';
import { POLICIES } from './policies/index.ts';
import { SCENARIOS } from './scenarios.ts';
import { PERIODS, summaryOf, type BySeed, type Summary } from './summary.ts';

const LEARNERS = Object.keys(POLICIES).filter((id) => !['hold', 'nearOracle', 'farOracle', 'freeOracle'].includes(id));

/** All that is reported of a run, as Markdown. */
export function decisionTables(scenarios: ReadonlyMap<string, BySeed>): string {
  const played = [...scenarios].map(([id, seeds]) => ({ id, seeds, ours: summaryOf(seeds, 'ours') }));
  return [
    '### Ours, by scenario',
    markdownTable(
      ['scenario', 'seeds', ...PERIODS.map(({ name }) => name), '±', 'p10', 'worse', 'regret %', 'oracle gain %'],
      played.map(({ id, seeds, ours }) => [id, ...captureCells(ours), regretCell(ours), gainCell(seeds)]),
    ),
    '### What ours says of itself',
    markdownTable(
      [
        'scenario',
        'coverage %',
        'truth above / below %',
        'width',
        'bias',
        'rms',
        'predicted / realised',
        'held days %',
      ],
      played.map(({ id, ours }) => [id, ...claimCells(ours)]),
    ),
    '### Limits and cost',
    markdownTable(
      [
        'scenario',
        'overspend',
        'guardrail breaks',
        'churn % a day',
        'turns a line',
        'day of lasting 80 %',
        'score ms',
        'plan ms',
      ],
      played.map(({ id, ours }) => [id, ...limitCells(ours)]),
    ),
    '### Policies side by side: capture on days 1–30 / 61–90, and seeds worse than hold',
    markdownTable(
      ['scenario', ...LEARNERS],
      played.map(({ id, seeds }) => [id, ...LEARNERS.map((policy) => sideCell(summaryOf(seeds, policy)))]),
    ),
    outageLine(scenarios),
    ...played.map(({ id }) => `- ${id}: ${SCENARIOS.find((scenario) => scenario.id === id)?.about ?? ''}`),
  ].join('\n\n');
}

function captureCells({ seeds, captures, captureError, tenthPercentile, worseThanHold }: Summary): string[] {
  const whole = [...captures, captureError, tenthPercentile].map((value) => value.toFixed(0));
  return [String(seeds), ...whole, `${(100 * worseThanHold).toFixed(0)} %`];
}

function regretCell({ regret }: Summary): string {
  return (100 * regret).toFixed(1);
}

/** What the oracle wins over holding on days 61–90. */
function gainCell(seeds: BySeed): string {
  const valueOf = (policy: string) =>
    [...seeds.values()].reduce((sum, all) => {
      return sum + (all.get(policy)?.value ?? []).slice(60, 90).reduce((total, value) => total + value, 0);
    }, 0);
  return (100 * (Math.max(valueOf('nearOracle'), valueOf('farOracle')) / valueOf('hold') - 1)).toFixed(1);
}

function claimCells({ claims }: Summary): string[] {
  if (claims === null) return [];
  const percent = (share: number) => (100 * share).toFixed(0);
  return [
    (100 * claims.coverage).toFixed(1),
    `${percent(claims.truthAbove)} / ${percent(claims.truthBelow)}`,
    claims.width.toFixed(2),
    claims.bias.toFixed(2),
    claims.error.toFixed(2),
    claims.predictedOverRealised.toFixed(2),
    percent(claims.heldShare),
  ];
}

function limitCells({ overspend, breaks, churn, flips, lastingDay, claims }: Summary): string[] {
  return [
    overspend.toFixed(2),
    String(breaks),
    (100 * churn).toFixed(1),
    flips.toFixed(1),
    lastingDay === null ? 'none' : String(lastingDay),
    (claims?.scoreMs ?? 0).toFixed(1),
    (claims?.planMs ?? 0).toFixed(1),
  ];
}

function sideCell({ captures, worseThanHold }: Summary): string {
  const [, early = 0, , late = 0] = captures;
  const worse = worseThanHold > 0 ? ` (${(100 * worseThanHold).toFixed(0)} %)` : '';
  return `${early.toFixed(0)} / ${late.toFixed(0)}${worse}`;
}

/** The same seeds with and without the outage. */
function outageLine(scenarios: ReadonlyMap<string, BySeed>): string {
  const [without, withOutage] = [scenarios.get('B40'), scenarios.get('H40out')];
  if (without === undefined || withOutage === undefined) return '';
  const shared = [...withOutage.keys()].filter((seed) => without.has(seed));
  const pick = (seeds: BySeed): BySeed => new Map([...seeds].filter(([seed]) => shared.includes(seed)));
  const losses = LEARNERS.map((policy) => {
    const [before, after] = [summaryOf(pick(without), policy), summaryOf(pick(withOutage), policy)];
    return `${policy} ${((before.captures[2] ?? 0) - (after.captures[2] ?? 0)).toFixed(1)}`;
  });
  return `Points of capture lost to the outage, days 31–60: ${losses.join(', ')}.`;
}
