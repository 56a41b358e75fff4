import { describe, expect, test } from 'vitest';
import { MarginalError } from '../../functions/core/errors.ts';
import type { Plan } from '../../functions/core/plan.ts';
import type { ScoredChannel } from '../../functions/core/scored.ts';
import { makePlan } from '../../functions/rebalance/plan.ts';
import { channelOf, policyOf, posteriorAt, sheetOf, UNTRUSTED } from './account.ts';

const dollars = ({ lines }: Plan) => Object.fromEntries(lines.map((line) => [line.channel, line.proposedMicros / 1e6]));
const bindings = ({ lines }: Plan) => Object.fromEntries(lines.map((line) => [line.channel, line.binding]));
const reasonOf = ({ lines }: Plan, channel: string) => lines.find((line) => line.channel === channel)?.reason;
const planOf = (yaml: string, channels: Parameters<typeof sheetOf>[0]) =>
  makePlan({ sheet: sheetOf(channels), policy: policyOf(yaml) });

const strong = (channel: string, daily = 100) =>
  channelOf(channel, daily, { posterior: posteriorAt(daily, { roas: 4 }) });
const weak = (channel: string, daily = 100) =>
  channelOf(channel, daily, { posterior: posteriorAt(daily, { roas: 1 }) });
const thinly = (channel: ScoredChannel): ScoredChannel => ({ ...channel, ...UNTRUSTED });

const unsure = (channel: string, roas: number) =>
  channelOf(channel, 100, { posterior: posteriorAt(100, { roas, evidence: 3 }) });
const roasOf = ({ expected, budgetMicros }: Plan) => expected.proposedReturnMicros / budgetMicros;

describe('a plan that moves', () => {
  test('money goes to the line whose next unit returns more, by at most maxChange', () => {
    const plan = planOf('', [strong('google:1:a'), weak('google:1:b')]);
    expect(plan.status).toBe('optimal');
    expect(plan.reason).toContain('better than keeping them with a probability of');
    expect(dollars(plan)).toEqual({ 'google:1:a': 120, 'google:1:b': 80 });
    expect(bindings(plan)).toEqual({ 'google:1:a': 'maxChange', 'google:1:b': 'maxChange' });
    // Hill with half its ceiling reached: slope at today's spend is half the ROAS, 2.00 and 0.50, 1.25 on average.
    expect(reasonOf(plan, 'google:1:a')).toBe(
      'raised by 20%, the most a change may be: the next $1 returns $2.00 here against $1.25 on average',
    );
    expect(plan.budgetMicros).toBe(200_000_000);
    expect(plan.expected.probabilityBetter).toBeGreaterThan(0.99);
    // 800·120/220 − 400 + 200·80/180 − 100 = 25.2525
    expect(plan.expected.upliftMicros / 1e6).toBeCloseTo(25.2525, 3);
    expect(plan.expected.upliftLowMicros).toBeLessThan(plan.expected.upliftMicros);
    expect(plan.expected.upliftHighMicros).toBeGreaterThan(plan.expected.upliftMicros);
    expect(plan.certificate.gap).toBeLessThan(1e-6);
  });

  test('where nothing stops them, marginal returns are equal in the end', () => {
    const plan = planOf('guardrails: { maxChange: 90% }', [strong('google:1:a'), weak('google:1:b')]);
    const [a, b] = plan.lines;
    expect(a?.binding).toBeNull();
    // Equal slopes: (100 + a)/(100 + b) = √(800/200) = 2, a + b = 200.
    expect(a?.proposedMicros).toBe(166_670_000);
    expect(b?.proposedMicros).toBe(33_330_000);
    expect(a?.marginalRoas).toBeCloseTo(b?.marginalRoas ?? 0, 3);
    expect(plan.certificate.multiplier).toBeCloseTo(a?.marginalRoas ?? 0, 3);
  });

  test('a budget above today is approached as far as the limits allow, and what was reached is said', () => {
    const plan = planOf('budget: 1000', [strong('google:1:a'), weak('google:1:b')]);
    expect(plan).toMatchObject({ status: 'optimal', budgetMicros: 240_000_000, targetBudgetMicros: 1_000_000_000 });
    expect(plan.reason).toContain('the limits allow $240.00 of $1,000.00');
  });

  test('a budget below today is kept to the unit', () => {
    const plan = planOf('budget: 190.005', [strong('google:1:a'), weak('google:1:b')]);
    expect(plan).toMatchObject({ status: 'optimal', budgetMicros: 190_000_000, targetBudgetMicros: 190_005_000 });
    expect(plan.reason).toContain("better than keeping today's split as far as the total and the limits allow with a");
    expect(dollars(plan)).toEqual({ 'google:1:a': 110, 'google:1:b': 80 });
    expect(reasonOf(plan, 'google:1:a')).toBe('raised: the next $1 returns $2.00 here against $1.25 on average');
  });

  test('a line that only moves with the total says so', () => {
    const plan = planOf('budget: 230', [strong('google:1:a'), weak('google:1:b')]);
    expect(dollars(plan)).toEqual({ 'google:1:a': 120, 'google:1:b': 110 });
    expect(reasonOf(plan, 'google:1:b')).toBe(
      'raised with the budget: the next $1 returns $0.50 here against $1.25 on average',
    );
  });

  test('of a currency without cents, what the next hundred returns is told', () => {
    const channels = [strong('google:1:a', 10_000), weak('google:1:b', 10_000)];
    const plan = makePlan({ sheet: sheetOf(channels, { currency: 'JPY' }), policy: policyOf('', 'JPY') });
    expect(reasonOf(plan, 'google:1:b')).toContain('the next ¥100 returns ¥50 here against ¥125 on average');
  });

  test('proposals are whole minor units of the currency', () => {
    const yen = sheetOf([strong('google:1:a', 101), weak('google:1:b', 103)], { currency: 'JPY' });
    const plan = makePlan({ sheet: yen, policy: policyOf('', 'JPY') });
    expect(dollars(plan)).toEqual({ 'google:1:a': 121, 'google:1:b': 83 });
  });

  test('paused channels are not in the plan, nor is their budget in its sum', () => {
    const plan = planOf('', [strong('google:1:a'), weak('google:1:b'), { ...strong('google:1:c'), paused: true }]);
    expect(Object.keys(dollars(plan))).toEqual(['google:1:a', 'google:1:b']);
    expect(plan.budgetMicros).toBe(200_000_000);
  });

  test('a line without a budget stays without one, and says why', () => {
    const plan = planOf('guardrails: { minBudget: 5 }', [
      strong('google:1:a'),
      weak('google:1:b'),
      channelOf('google:1:c', 0),
    ]);
    expect(dollars(plan)['google:1:c']).toBe(0);
    expect(reasonOf(plan, 'google:1:c')).toBe("today's budget is 0, and a change is a share of it");
  });

  test('profit is margin times revenue less the spend', () => {
    const sheet = sheetOf([strong('google:1:a'), weak('google:1:b')], { goal: 'profit' });
    const plan = makePlan({ sheet, policy: policyOf('goal: profit\nmargin: 0.5') });
    expect(dollars(plan)).toEqual({ 'google:1:a': 120, 'google:1:b': 80 });
    expect(plan.expected.currentReturnMicros).toBe(300_000_000);
    expect(plan.lines[0]?.marginalRoas).toBeCloseTo((800 * 100) / 220 ** 2 - 1, 6);
    expect(plan.certificate.boundMicros).toBeGreaterThanOrEqual(plan.expected.proposedReturnMicros);
    expect((plan.certificate.boundMicros ?? 0) - plan.expected.proposedReturnMicros).toBeLessThan(100);
  });
});

describe('what keeps a line', () => {
  test('a lock of the policy, a campaign-total and a shared budget stay, with the reason', () => {
    const plan = planOf('channels: [{ match: "meta:*", lock: true }]', [
      strong('google:1:a'),
      weak('google:1:b'),
      strong('meta:1:c'),
      { ...strong('google:1:d'), budgetKind: 'total' },
      { ...strong('google:1:e'), budgetKind: 'shared' },
    ]);
    for (const channel of ['meta:1:c', 'google:1:d', 'google:1:e']) {
      expect(dollars(plan)[channel]).toBe(100);
      expect(bindings(plan)[channel]).toBe('lock');
    }
    expect(reasonOf(plan, 'google:1:d')).toBe('locked: campaign-total budget, not a daily one');
    expect(dollars(plan)['google:1:a']).toBe(120);
  });

  test('thin evidence keeps a budget, with the figures', () => {
    const plan = planOf('', [strong('google:1:a'), weak('google:1:b'), { ...strong('google:1:c'), ...UNTRUSTED }]);
    expect(dollars(plan)).toEqual({ 'google:1:a': 120, 'google:1:b': 80, 'google:1:c': 100 });
    expect(bindings(plan)['google:1:c']).toBe('untrusted');
    expect(reasonOf(plan, 'google:1:c')).toBe('evidence too thin: 9 conversions, 30 needed');
  });

  test('the wait of a platform holds a line after a change of ours, and the policy overrides it', () => {
    // TikTok asks for 2 days; the plan for 2026-10-01 comes 1 day after a change on 2026-09-30.
    const changed = { lastChangedAtMs: Date.parse('2026-09-30T09:00:00Z') };
    const channels = [strong('google:1:a'), { ...weak('tiktok:1:b'), ...changed }, weak('google:1:c')];
    const plan = planOf('', channels);
    expect(bindings(plan)['tiktok:1:b']).toBe('cooldown');
    expect(reasonOf(plan, 'tiktok:1:b')).toBe('cooling down: changed on 2026-09-30, wait 2 days');
    expect(bindings(planOf('guardrails: { cooldownDays: 1 }', channels))['tiktok:1:b']).not.toBe('cooldown');
    const waited = [
      strong('google:1:a'),
      { ...weak('tiktok:1:b'), lastChangedAtMs: Date.parse('2026-09-29T09:00:00Z') },
    ];
    expect(bindings(planOf('', waited))['tiktok:1:b']).not.toBe('cooldown');
  });

  test('the minimum of a platform stops lowering, never raises, and the policy overrides it', () => {
    const channels = [strong('google:1:a'), weak('tiktok:1:b', 55), weak('tiktok:1:c', 20)];
    const plan = planOf('', channels);
    expect(dollars(plan)).toMatchObject({ 'tiktok:1:b': 50, 'tiktok:1:c': 20 });
    expect(reasonOf(plan, 'tiktok:1:b')).toBe("at the platform's minimum of $50.00");
    expect(dollars(planOf('guardrails: { minBudget: 0 }', channels))).toMatchObject({
      'tiktok:1:b': 44,
      'tiktok:1:c': 16,
    });
  });

  test('the minimum of a platform is stated in USD and holds in no other currency', () => {
    const sheet = sheetOf([strong('google:1:a'), weak('tiktok:1:b', 55)], { currency: 'EUR' });
    expect(dollars(makePlan({ sheet, policy: policyOf('', 'EUR') }))['tiktok:1:b']).toBe(44);
  });
});

describe('minimum and maximum', () => {
  test('stop a line on its way', () => {
    const plan = planOf('guardrails: { minBudget: 85, maxBudget: 110 }', [strong('google:1:a'), weak('google:1:b')]);
    expect(dollars(plan)).toEqual({ 'google:1:a': 110, 'google:1:b': 90 });
    expect(bindings(plan)).toEqual({ 'google:1:a': 'max', 'google:1:b': null });
    expect(reasonOf(plan, 'google:1:a')).toBe('at its maximum of $110.00');
    const floor = planOf('guardrails: { minBudget: 85 }', [strong('google:1:a'), weak('google:1:b')]);
    expect(bindings(floor)['google:1:b']).toBe('min');
  });

  test('a line outside them steps towards them by maxChange, trusted or not', () => {
    const yaml = 'channels: [{ match: "google:1:a", max: 50 }, { match: "google:1:b", min: 150 }]';
    const plan = planOf(yaml, [weak('google:1:a'), { ...weak('google:1:b'), ...UNTRUSTED }, strong('google:1:c')]);
    expect(dollars(plan)).toMatchObject({ 'google:1:a': 80, 'google:1:b': 120 });
    expect(reasonOf(plan, 'google:1:a')).toBe('one step down to its maximum of $50.00');
    expect(bindings(plan)).toMatchObject({ 'google:1:a': 'maxChange', 'google:1:b': 'maxChange' });
  });

  test('a line steps down to its maximum even where that returns less', () => {
    const plan = planOf('channels: [{ match: "google:1:a", max: 50 }]', [strong('google:1:a'), weak('google:1:b')]);
    expect(dollars(plan)['google:1:a']).toBe(80);
    expect(plan.status).toBe('optimal');
  });

  test('bounds finer than the minor unit round inwards', () => {
    const plan = planOf('channels: [{ match: "google:1:a", max: 110.009 }]', [
      strong('google:1:a'),
      weak('google:1:b'),
    ]);
    expect(dollars(plan)['google:1:a']).toBe(110);
  });
});

describe('groups', () => {
  const pair = [strong('google:1:a'), strong('google:1:b'), weak('meta:1:c'), weak('meta:1:d')];

  test('a maximum caps the sum of its lines', () => {
    const plan = planOf('groups: [{ name: g, match: ["google:*"], max: 210 }]', pair);
    expect(dollars(plan)).toEqual({ 'google:1:a': 105, 'google:1:b': 105, 'meta:1:c': 95, 'meta:1:d': 95 });
    expect(bindings(plan)).toMatchObject({ 'google:1:a': 'group:g', 'google:1:b': 'group:g' });
  });

  test('a share is of the budget that is reached', () => {
    const plan = planOf('budget: 10000\ngroups: [{ name: g, match: ["google:*"], maxShare: 40% }]', pair);
    const sum = (dollars(plan)['google:1:a'] ?? 0) + (dollars(plan)['google:1:b'] ?? 0);
    expect(sum).toBeLessThanOrEqual(0.4 * (plan.budgetMicros / 1e6));
    // The others reach 240, which is then 60 %.
    expect(plan.budgetMicros).toBe(400_000_000);
  });

  test('goes as near to its limit as the lines allow', () => {
    const plan = planOf('groups: [{ name: g, match: ["google:*"], max: 50 }]', pair);
    expect(dollars(plan)).toMatchObject({ 'google:1:a': 80, 'google:1:b': 80 });
  });

  test('a minimum raises lines that would not rise by themselves, thin ones in proportion', () => {
    const thin = pair.map((line) => (line.channel.startsWith('meta') ? thinly(line) : line));
    const plan = planOf('groups: [{ name: m, match: ["meta:*"], min: 220 }]', thin);
    expect(dollars(plan)).toMatchObject({ 'meta:1:c': 110, 'meta:1:d': 110 });
    expect(plan.budgetMicros).toBe(400_000_000);
  });

  test('minimums of groups give way together where the total cannot hold them', () => {
    // 80 of the others is their least, so 300 leaves 220 for two groups that can reach 120 each.
    const yaml =
      'budget: 300\ngroups: [{ name: a, match: ["google:1:a"], min: 120 }, { name: b, match: ["google:1:b"], min: 120 }]';
    const plan = planOf(yaml, [strong('google:1:a'), weak('google:1:b'), strong('meta:1:c')]);
    expect(dollars(plan)).toEqual({ 'google:1:a': 110, 'google:1:b': 110, 'meta:1:c': 80 });
  });

  test('a cap moves a line even where hold would not, and names the group', () => {
    const thin = pair.map(thinly);
    const plan = planOf('groups: [{ name: g, match: ["google:*"], max: 190 }]', thin);
    expect(plan).toMatchObject({ status: 'optimal', reason: 'only what the limits force: no channel can be trusted' });
    expect(dollars(plan)).toEqual({ 'google:1:a': 95, 'google:1:b': 95, 'meta:1:c': 100, 'meta:1:d': 100 });
    expect(bindings(plan)).toMatchObject({ 'google:1:a': 'group:g', 'meta:1:c': 'untrusted' });
    expect(reasonOf(plan, 'google:1:a')).toBe("moved by group 'g'");
  });

  test('overlapping groups are refused, both named', () => {
    const yaml = 'groups: [{ name: g, match: ["google:*"] }, { name: ab, match: ["google:1:a", "meta:1:c"] }]';
    const act = () => planOf(yaml, pair);
    expect(act).toThrow(MarginalError);
    expect(act).toThrow("groups 'g' and 'ab' share lines but neither holds the other");
  });

  test('nested groups hold both', () => {
    const yaml = 'groups: [{ name: all, match: ["*"], max: 380 }, { name: g, match: ["google:*"], max: 210 }]';
    const plan = planOf(yaml, pair);
    expect(plan.budgetMicros).toBe(380_000_000);
    expect((dollars(plan)['google:1:a'] ?? 0) + (dollars(plan)['google:1:b'] ?? 0)).toBe(210);
  });
});

describe('a total below today', () => {
  const two = [strong('google:1:a'), weak('google:1:b')];

  test('past what maxChange allows, unlocked lines go down in proportion', () => {
    const plan = planOf('budget: 180\nchannels: [{ match: "google:1:c", lock: true }]', [...two, strong('google:1:c')]);
    expect(dollars(plan)).toEqual({ 'google:1:a': 40, 'google:1:b': 40, 'google:1:c': 100 });
    expect(plan).toMatchObject({ status: 'held', reason: 'totalLowered', budgetMicros: 180_000_000 });
    expect(reasonOf(plan, 'google:1:a')).toBe("totalLowered: the budget is $180.00, today's sum $300.00");
  });

  test('minimums that fit hold when maxChange cannot', () => {
    const plan = planOf('budget: 120\nchannels: [{ match: "google:1:b", min: 90 }]', two);
    expect(dollars(plan)).toEqual({ 'google:1:a': 30, 'google:1:b': 90 });
  });

  test('maxChange goes before a minimum', () => {
    const plan = planOf('budget: 165\nchannels: [{ match: "google:1:b", min: 95 }]', two);
    expect(dollars(plan)).toEqual({ 'google:1:a': 80, 'google:1:b': 85 });
  });

  test('thin lines keep theirs as long as the others can make room, then go down in proportion', () => {
    const thin = [thinly(strong('google:1:a')), weak('google:1:b'), thinly(strong('google:1:c', 200))];
    const room = planOf('budget: 385', thin);
    expect(dollars(room)).toEqual({ 'google:1:a': 100, 'google:1:b': 85, 'google:1:c': 200 });
    const none = planOf('budget: 350', thin);
    expect(dollars(none)).toEqual({ 'google:1:a': 90, 'google:1:b': 80, 'google:1:c': 180 });
  });

  test('with nothing to trust, all go down in proportion', () => {
    const plan = planOf('budget: 170', two.map(thinly));
    expect(dollars(plan)).toEqual({ 'google:1:a': 85, 'google:1:b': 85 });
    expect(plan).toMatchObject({ status: 'held', reason: 'totalLowered' });
    expect(bindings(plan)).toEqual({ 'google:1:a': 'untrusted', 'google:1:b': 'untrusted' });
  });
});

describe('infeasible', () => {
  const two = [strong('google:1:a'), weak('google:1:b')];

  test.each([
    [
      'budget: 50\nguardrails: { minBudget: 30 }',
      'the minimums of google:1:a and google:1:b sum to $60.00, the budget is $50.00: $10.00 too much',
    ],
    [
      'budget: 50\nchannels: [{ match: "*:a", lock: true }]',
      'the locked budgets of google:1:a sum to $100.00, the budget is $50.00: $50.00 too much',
    ],
    [
      'budget: 110\nchannels: [{ match: "*:a", lock: true }, { match: "*:b", min: 20 }]',
      'the minimums of google:1:b and the locked budgets of google:1:a sum to $120.00, the budget is $110.00: $10.00 too much',
    ],
    [
      'groups: [{ name: g, match: ["*"], max: 50 }]\nguardrails: { minBudget: 30 }',
      "the minimums in group 'g' sum to $60.00, its maximum is $50.00: $10.00 too much",
    ],
    [
      'groups: [{ name: g, match: ["*"], min: 50 }]\nguardrails: { maxBudget: 20 }',
      "the minimum of group 'g' is $50.00, the maximums in it sum to $40.00: $10.00 too much",
    ],
    [
      'groups: [{ name: g, match: ["*:a"], min: 50, maxShare: 20% }]',
      "the minimum of group 'g' is $50.00, its maximum is $40.00: $10.00 too much",
    ],
    [
      'budget: 100\ngroups: [{ name: g, match: ["*:a"], min: 90 }]\nguardrails: { minBudget: 20 }',
      "the minimums of google:1:b and group 'g' sum to $110.00, the budget is $100.00: $10.00 too much",
    ],
    [
      'groups: [{ name: g, match: ["*:a"], maxShare: 50% }, { name: h, match: ["*:b"], maxShare: 40% }]',
      "the groups 'g' and 'h' hold every channel, and their shares sum to 90%: 10% too little",
    ],
  ])('%j names who clashes and by how much', (yaml, reason) => {
    const plan = planOf(yaml, two);
    expect(plan).toMatchObject({ status: 'infeasible', reason, budgetMicros: 200_000_000 });
    expect(dollars(plan)).toEqual({ 'google:1:a': 100, 'google:1:b': 100 });
    expect(plan.certificate).toEqual({ multiplier: null, boundMicros: null, gap: null });
  });

  test('limits that are merely too far for one step are feasible', () => {
    expect(planOf('groups: [{ name: g, match: ["*"], max: 20 }]', two).status).toBe('optimal');
    expect(planOf('guardrails: { minBudget: 99, maxBudget: 99 }', two).status).toBe('optimal');
  });
});

describe('hold', () => {
  test('a gain that is too uncertain moves nothing', () => {
    const plan = planOf('', [unsure('google:1:a', 2.1), unsure('google:1:b', 2)]);
    expect(plan.status).toBe('held');
    expect(plan.reason).toMatch(/^held: other budgets would be better with a probability of [\d.]+%, 80% is needed$/);
    expect(dollars(plan)).toEqual({ 'google:1:a': 100, 'google:1:b': 100 });
    expect(plan.expected).toMatchObject({ upliftMicros: 0, upliftLowMicros: 0, upliftHighMicros: 0 });
    expect(plan.expected.probabilityBetter).toBeLessThan(0.8);
    expect(plan.expected.probabilityBetter).toBeGreaterThan(0.4);
    expect(plan.certificate.gap).toBeGreaterThan(0);
  });

  test('nothing to trust moves nothing, even where the budget would allow more', () => {
    const plan = planOf('budget: 500', [strong('google:1:a'), weak('google:1:b')].map(thinly));
    expect(plan).toMatchObject({
      status: 'held',
      reason: 'held: no channel can be trusted',
      budgetMicros: 200_000_000,
    });
  });

  test('says what keeps every budget where it is', () => {
    const two = [strong('google:1:a'), weak('google:1:b')];
    const reason = (yaml: string, channels = two) => planOf(yaml, channels).reason;
    const locked = 'channels: [{ match: "google:1:a", lock: true }]';
    expect(reason('channels: [{ match: "*", lock: true }]')).toBe('held: every budget is locked');
    expect(reason(locked, two.map(thinly))).toBe('held: every budget is locked or short of evidence');
    const changed = two.map((channel) => ({ ...channel, lastChangedAtMs: Date.parse('2026-09-29T12:00:00Z') }));
    expect(reason('guardrails: { cooldownDays: 5 }', changed)).toBe('held: every budget is cooling down');
  });

  test('equal channels stay as they are', () => {
    const plan = planOf('', [strong('google:1:a'), strong('google:1:b')]);
    expect(plan.status).toBe('held');
    expect(plan.reason).toBe('held: no other budgets within the limits are expected to return more');
  });

  test('an account without channels is held', () => {
    expect(planOf('', [])).toMatchObject({ status: 'held', budgetMicros: 0, lines: [] });
  });
});

describe('part of the way', () => {
  const sure = (channel: string, roas: number) => channelOf(channel, 100, { posterior: posteriorAt(100, { roas }) });
  const mixed = [sure('google:1:a', 2.4), sure('google:1:b', 2), unsure('google:1:c', 2.6), unsure('google:1:d', 1.8)];

  test('lines that are surely better or worse move, the others stay, and each says why', () => {
    const plan = planOf('', mixed);
    expect(plan.status).toBe('optimal');
    expect(plan.reason).toMatch(
      /as far as that is surely better; better than keeping them with a probability of (over )?[\d.]+%; all the way to the best budgets it would be [\d.]+%, 80% is needed$/,
    );
    const { 'google:1:a': a = 0, 'google:1:b': b = 0, 'google:1:c': c = 0, 'google:1:d': d = 0 } = dollars(plan);
    expect(a).toBeGreaterThan(108);
    expect(b).toBeLessThan(92);
    expect(Math.abs(c - 100)).toBeLessThan(2);
    expect(Math.abs(d - 100)).toBeLessThan(2);
    expect(a + b + c + d).toBe(400);
    expect(plan.expected.probabilityBetter).toBeGreaterThanOrEqual(0.8);
    expect(plan.expected.upliftMicros).toBeGreaterThan(0);
    expect(reasonOf(plan, 'google:1:c')).toContain('not surely better');
    expect(bindings(plan)['google:1:c']).toBeNull();
  });

  test('its gap is to the best of all plans within the limits', () => {
    const { certificate, expected } = planOf('', mixed);
    const { boundMicros, gap } = certificate;
    // The same mean curves, known for sure: the plan goes all the way.
    const allTheWay = planOf(
      '',
      [2.4, 2, 2.6, 1.8].map((roas, index) => sure(`google:1:${'abcd'.charAt(index)}`, roas)),
    );
    expect((boundMicros ?? 0) / 1e6).toBeCloseTo(allTheWay.expected.proposedReturnMicros / 1e6, 4);
    expect(gap).toBeCloseTo(1 - expected.proposedReturnMicros / (boundMicros ?? 1), 9);
    expect(gap).toBeGreaterThan(1e-3);
  });

  test('a negligible gain is held instead', () => {
    const near = [
      sure('google:1:a', 2.001),
      sure('google:1:b', 2),
      unsure('google:1:c', 2.6),
      unsure('google:1:d', 1.8),
    ];
    expect(planOf('', near).status).toBe('held');
  });
});

describe('targets choose the budget', () => {
  const two = [strong('google:1:a'), weak('google:1:b')];

  test('ROAS: the largest spend that meets it, though a smaller one returns less than today', () => {
    const plan = planOf('targets: { roas: 2.7 }', two);
    expect(plan.status).toBe('optimal');
    expect(roasOf(plan)).toBeGreaterThanOrEqual(2.7);
    expect(roasOf(plan)).toBeLessThan(2.701);
    expect(plan.budgetMicros).toBeLessThan(200_000_000);
    expect(plan.reason).toContain('the most that meets the target roas of 2.7 within the limits');
  });

  test('one that cannot be met is approached as far as the limits allow, and said', () => {
    const plan = planOf('targets: { roas: 9 }', two);
    expect(dollars(plan)).toEqual({ 'google:1:a': 80, 'google:1:b': 80 });
    expect(plan.reason).toContain('the target roas of 9 cannot be met; $160.00 is the least the limits allow');
  });

  test('cost per conversion is of conversions', () => {
    const sheet = sheetOf(two, { goal: 'conversions' });
    const plan = makePlan({ sheet, policy: policyOf('goal: conversions\ntargets: { cpa: 0.37 }') });
    expect(plan.budgetMicros / plan.expected.proposedReturnMicros).toBeLessThanOrEqual(0.37);
  });

  test('marginal ROAS stops where the next unit returns less', () => {
    const plan = planOf('budget: 1000\ntargets: { marginalRoas: 1.8 }\nguardrails: { maxChange: 50% }', two);
    // 800·100/(100 + a)² = 1.8 at a = 110.82; b is below it anywhere, so at its least.
    expect(dollars(plan)).toEqual({ 'google:1:a': 110.81, 'google:1:b': 50 });
  });
});
