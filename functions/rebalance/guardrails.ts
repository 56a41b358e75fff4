import { addDays, daysBetween, localDayIn, type Day } from '../core/calendar.ts';
import type { Micros } from '../core/money.ts';
import { platformDefaults } from '../core/platform-defaults.ts';
import { ruleFor, type Policy } from '../core/policy.ts';
import type { ScoredChannel } from '../core/scored.ts';
import { clamp } from './clamp.ts';
import { ceilToUnit, floorToUnit, partOf } from './whole-units.ts';

/** Why a line keeps its budget, strongest first. */
export type Keep = 'lock' | 'cooldown' | 'untrusted';

/** What policy and platform say of one line, whatever the total. */
export interface LineRules {
  readonly channel: ScoredChannel;
  /** What the line may not go below or above, however many steps away; null is no limit. */
  readonly minMicros: Micros | null;
  readonly maxMicros: Micros | null;
  /** `minMicros` is the platform's, not the policy's. */
  readonly minOfPlatform: boolean;
  readonly keep: Keep | null;
  readonly keepReason: string;
}

/**
 * What one line may become, in micros and whole minor units. `lowMicros` and `highMicros` hold maxChange and, as far as
 * one step reaches, min and max; groups, the total and `keep` are not in them.
 */
export interface LineLimits extends LineRules {
  /** What a change is measured from: today's budget, or its share of a new total in `what-if`. */
  readonly baseMicros: Micros;
  /** What maxChange alone allows. */
  readonly changeLowMicros: Micros;
  readonly changeHighMicros: Micros;
  readonly lowMicros: Micros;
  readonly highMicros: Micros;
}

/** The rules of one line, rounded inwards to `unit`. A platform's minimum stops lowering, but never raises a budget. */
export function lineRules(
  channel: ScoredChannel,
  { policy, unit, asOf }: { policy: Policy; unit: Micros; asOf: Day },
): LineRules {
  const rule = ruleFor(policy, channel.channel);
  const stated = rule?.minMicros ?? policy.guardrails.minBudgetMicros;
  const platformMin = policy.currency === 'USD' ? platformDefaults(channel.platform).minBudgetUsdMicros : null;
  const min = stated ?? (platformMin === null ? null : Math.min(platformMin, channel.currentMicros));
  const max = rule?.maxMicros ?? policy.guardrails.maxBudgetMicros;
  const minMicros = min === null ? null : ceilToUnit(min, unit);
  const maxMicros = max === null ? null : floorToUnit(max, unit);
  const minOfPlatform = stated === null && minMicros !== null;
  return { channel, minMicros, maxMicros, minOfPlatform, ...keepOf(channel, policy, asOf) };
}

/**
 * The limits of one line whose changes are measured from `baseMicros`.
 * Worked number: USD 10.03 at a maxChange of 20 % may move by 2.00 (2.006 rounded inwards), so from 8.03 to 12.03; a
 * max of 9 makes that 8.03 to 9.00, a max of 5 leaves 8.03 alone: one step towards it.
 */
export function guardrails(
  rules: LineRules,
  baseMicros: Micros,
  { maxChange, unit }: { maxChange: number; unit: Micros },
): LineLimits {
  const { channel, minMicros, maxMicros, minOfPlatform, keep, keepReason } = rules;
  const step = keep === 'lock' ? 0 : partOf(baseMicros, maxChange, unit);
  const changeLowMicros = Math.max(0, baseMicros - step);
  const changeHighMicros = baseMicros + step;
  const highMicros = clamp(maxMicros ?? Infinity, changeLowMicros, changeHighMicros);
  const lowMicros = Math.min(clamp(minMicros ?? 0, changeLowMicros, changeHighMicros), highMicros);
  return {
    channel,
    minMicros,
    maxMicros,
    minOfPlatform,
    keep,
    keepReason,
    baseMicros,
    changeLowMicros,
    changeHighMicros,
    lowMicros,
    highMicros,
  };
}

/** In words, or null: the policy's lock first, then kinds of budget that are no daily one of this channel alone. */
function lockReason(channel: ScoredChannel, policy: Policy): string | null {
  if (ruleFor(policy, channel.channel)?.lock === true) return 'locked: by the policy';
  if (channel.budgetKind === 'total') return 'locked: campaign-total budget, not a daily one';
  if (channel.budgetKind === 'shared') return 'locked: shared budget, which moves several campaigns at once';
  return null;
}

function keepOf(channel: ScoredChannel, policy: Policy, asOf: Day): { keep: Keep | null; keepReason: string } {
  const locked = lockReason(channel, policy);
  if (locked !== null) return { keep: 'lock', keepReason: locked };
  const waitDays = policy.guardrails.cooldownDays ?? platformDefaults(channel.platform).cooldownDays;
  if (channel.lastChangedAtMs !== null) {
    // A plan is for the day after its data, and the clock stays out of it: the same facts give the same plan tomorrow.
    const changed = localDayIn(policy.timeZone)(channel.lastChangedAtMs);
    if (daysBetween(changed, addDays(asOf, 1)) < waitDays) {
      return { keep: 'cooldown', keepReason: `cooling down: changed on ${changed}, wait ${waitDays} days` };
    }
  }
  if (channel.verdict === 'untrusted') return { keep: 'untrusted', keepReason: `evidence too thin: ${channel.reason}` };
  return { keep: null, keepReason: '' };
}
