import { meanMarginal } from '../core/curve-posterior.ts';
import { formatMicros, MICROS_PER_UNIT, type Micros } from '../core/money.ts';
import type { Binding } from '../core/plan.ts';
import type { ScoredChannel, ScoreSheet } from '../core/scored.ts';
import type { LineLimits } from './guardrails.ts';

/** How a plan came about, as far as its lines have to say it. */
export interface LineSetting {
  readonly currency: string;
  readonly goal: ScoreSheet['goal'];
  /** Spend-weighted mean of the marginal returns at today's budgets; null where no line has a curve. */
  readonly averageMarginal: number | null;
  /** Why lines that could move do not: what the plan says of all of them at once. */
  readonly heldReason: string | null;
  readonly maxChange: number;
}

interface Verdict {
  readonly binding: Binding;
  readonly reason: string;
}

/** What stopped a line where it stands, and why it stands there, in words for a person. */
export function lineVerdict(
  line: LineLimits,
  proposedMicros: Micros,
  group: `group:${string}` | null,
  setting: LineSetting,
): Verdict {
  const { channel, keep, keepReason, baseMicros } = line;
  if (keep === 'lock') return { binding: 'lock', reason: keepReason };
  if (channel.currentMicros === 0) {
    return { binding: 'maxChange', reason: "today's budget is 0, and a change is a share of it" };
  }
  const limit = limitVerdict(line, proposedMicros, setting);
  if (keep !== null) {
    if (proposedMicros === channel.currentMicros) return { binding: keep, reason: keepReason };
    if (limit !== null && proposedMicros !== baseMicros) return limit;
    if (setting.heldReason !== null) return { binding: keep, reason: setting.heldReason };
    const moved = proposedMicros === baseMicros ? 'keeps its share of the new total' : 'moved by the limits above it';
    return { binding: keep, reason: `${keepReason}; ${moved}` };
  }
  if (setting.heldReason !== null && proposedMicros === channel.currentMicros) {
    return { binding: null, reason: setting.heldReason };
  }
  if (limit !== null) return limit;
  if (setting.heldReason !== null) return { binding: null, reason: setting.heldReason };
  if (group !== null) {
    return {
      binding: group,
      reason: `held by group '${group.slice('group:'.length)}': ${marginalWords(line, setting)}`,
    };
  }
  return { binding: null, reason: moveWords(line, proposedMicros, setting) };
}

function limitVerdict(line: LineLimits, proposedMicros: Micros, setting: LineSetting): Verdict | null {
  const { minMicros, maxMicros, lowMicros, highMicros, changeLowMicros, changeHighMicros, minOfPlatform } = line;
  const money = (micros: Micros) => formatMicros(micros, setting.currency);
  if (maxMicros !== null && proposedMicros === highMicros) {
    if (proposedMicros === maxMicros) return { binding: 'max', reason: `at its maximum of ${money(maxMicros)}` };
    if (proposedMicros > maxMicros) {
      return { binding: 'maxChange', reason: `one step down to its maximum of ${money(maxMicros)}` };
    }
  }
  if (minMicros !== null && proposedMicros === lowMicros) {
    const holder = minOfPlatform ? "the platform's" : 'its';
    if (proposedMicros === minMicros) return { binding: 'min', reason: `at ${holder} minimum of ${money(minMicros)}` };
    if (proposedMicros < minMicros) {
      return { binding: 'maxChange', reason: `one step up to ${holder} minimum of ${money(minMicros)}` };
    }
  }
  const step = `${Number((setting.maxChange * 100).toFixed(2))}%`;
  if (proposedMicros === changeHighMicros) {
    return { binding: 'maxChange', reason: `raised by the ${step} a change may be: ${marginalWords(line, setting)}` };
  }
  if (proposedMicros === changeLowMicros) {
    return { binding: 'maxChange', reason: `lowered by the ${step} a change may be: ${marginalWords(line, setting)}` };
  }
  return null;
}

function moveWords(line: LineLimits, proposedMicros: Micros, setting: LineSetting): string {
  const move = Math.sign(proposedMicros - line.channel.currentMicros);
  return `${move > 0 ? 'raised' : move < 0 ? 'lowered' : 'kept'}: ${marginalWords(line, setting)}`;
}

/** `the next $1 returns $3.20 here against $2.10 on average`, both at today's budgets. */
function marginalWords({ channel }: LineLimits, { currency, goal, averageMarginal }: LineSetting): string {
  const here = marginalAt(channel, channel.currentMicros, goal);
  if (here === null || averageMarginal === null) return 'nothing is known of its response';
  const unit = formatMicros(MICROS_PER_UNIT, currency).replace(/\.0+$/, '');
  const amount = (value: number) =>
    goal === 'conversions' ? value.toPrecision(2) : formatMicros(value * MICROS_PER_UNIT, currency);
  const brings = goal === 'conversions' ? 'brings' : 'returns';
  const noun = goal === 'conversions' ? ' conversions' : '';
  return `the next ${unit} ${brings} ${amount(here)}${noun} here against ${amount(averageMarginal)} on average`;
}

/** The slope of a line's expected return in the goal's terms; null without a curve, or where it is infinite. */
export function marginalAt(channel: ScoredChannel, spendMicros: Micros, goal: ScoreSheet['goal']): number | null {
  if (channel.posterior === null) return null;
  const marginal = meanMarginal(channel.posterior, spendMicros) - (goal === 'profit' ? 1 : 0);
  return Number.isFinite(marginal) ? marginal : null;
}
