import { meanMarginal } from '../core/curve-posterior.ts';
import { formatMicros, MICROS_PER_UNIT, minorUnitMicros, type Micros } from '../core/money.ts';
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
  /** Where the total goes from today's sum: -1 down, 0 nowhere, 1 up. */
  readonly totalMove: number;
  readonly maxChange: number;
}

interface Verdict {
  readonly binding: Binding;
  readonly reason: string;
}

/**
 * What stopped a line where it stands, and why it stands there, in words for a person. `group` is the group at its limit
 * that the line is in, if any.
 */
export function lineVerdict(
  line: LineLimits,
  proposedMicros: Micros,
  group: `group:${string}` | null,
  setting: LineSetting,
): Verdict {
  const { channel, keep, keepReason, baseMicros } = line;
  const { heldReason } = setting;
  if (keep === 'lock') return { binding: 'lock', reason: keepReason };
  if (keep !== null && proposedMicros === channel.currentMicros) return { binding: keep, reason: keepReason };
  if (channel.currentMicros === 0) {
    return { binding: 'maxChange', reason: "today's budget is 0, and a change is a share of it" };
  }
  if (keep !== null && proposedMicros === baseMicros) {
    return { binding: keep, reason: `${keepReason}; keeps its share of the new total` };
  }
  if (heldReason !== null && proposedMicros === channel.currentMicros) return { binding: null, reason: heldReason };
  const limit = limitVerdict(line, proposedMicros, setting);
  if (limit !== null) return limit;
  if (keep === null && heldReason === null) return freeVerdict(line, proposedMicros, group, setting);
  if (group !== null && setting.totalMove >= 0) return { binding: group, reason: `moved by ${groupWords(group)}` };
  return {
    binding: keep,
    reason:
      heldReason ?? `${keepReason}; ${setting.totalMove < 0 ? 'lowered with the total' : 'moved by a limit above it'}`,
  };
}

function freeVerdict(
  line: LineLimits,
  proposedMicros: Micros,
  group: `group:${string}` | null,
  setting: LineSetting,
): Verdict {
  if (group === null) return { binding: null, reason: moveWords(line, proposedMicros, setting) };
  return { binding: group, reason: `held by ${groupWords(group)}: ${marginalWords(line, setting)}` };
}

function groupWords(group: `group:${string}`): string {
  return `group '${group.slice('group:'.length)}'`;
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
  const from = line.baseMicros === line.channel.currentMicros ? '' : ' from its share of the new total';
  if (proposedMicros === changeHighMicros) {
    return {
      binding: 'maxChange',
      reason: `raised by ${step}${from}, the most a change may be: ${marginalWords(line, setting)}`,
    };
  }
  if (proposedMicros === changeLowMicros) {
    return {
      binding: 'maxChange',
      reason: `lowered by ${step}${from}, the most a change may be: ${marginalWords(line, setting)}`,
    };
  }
  return null;
}

function moveWords(line: LineLimits, proposedMicros: Micros, setting: LineSetting): string {
  const { baseMicros, channel } = line;
  const marginal = marginalWords(line, setting);
  if (baseMicros !== channel.currentMicros) {
    const more = proposedMicros > baseMicros ? 'more than' : proposedMicros < baseMicros ? 'less than' : 'just';
    return `${more} its share of the new total: ${marginal}`;
  }
  if (proposedMicros === channel.currentMicros) return `kept: ${marginal}`;
  const move = Math.sign(proposedMicros - channel.currentMicros);
  // Words that would not follow from the two numbers: it moves with the total, not because it returns more or less.
  const here = marginalAt(channel, channel.currentMicros, setting.goal) ?? 0;
  const follows = move === setting.totalMove && Math.sign(here - (setting.averageMarginal ?? 0)) !== move;
  return `${move > 0 ? 'raised' : 'lowered'}${follows ? ' with the budget' : ''}: ${marginal}`;
}

/** Of each channel the words of its last setting: they are of today's budgets, and a slider asks for them at every move. */
const marginalWordsKnown = new WeakMap<
  ScoredChannel,
  Pick<LineSetting, 'currency' | 'goal' | 'averageMarginal'> & { readonly words: string }
>();

function marginalWords({ channel }: LineLimits, setting: LineSetting): string {
  const { currency, goal, averageMarginal } = setting;
  const known = marginalWordsKnown.get(channel);
  if (known?.averageMarginal === averageMarginal && known.currency === currency && known.goal === goal) {
    return known.words;
  }
  const words = marginalWordsOf(channel, setting);
  marginalWordsKnown.set(channel, { currency, goal, averageMarginal, words });
  return words;
}

/**
 * `the next $1 returns $3.20 here against $2.10 on average`, both at today's budgets. Of a currency without cents it is
 * the next ¥100, or both would read ¥2.
 */
function marginalWordsOf(channel: ScoredChannel, { currency, goal, averageMarginal }: LineSetting): string {
  const here = marginalAt(channel, channel.currentMicros, goal);
  if (here === null || averageMarginal === null) return 'nothing is known of its response';
  const unitMicros = Math.max(MICROS_PER_UNIT, 100 * minorUnitMicros(currency));
  const unit = formatMicros(unitMicros, currency).replace(/\.0+$/, '');
  const amount = (value: number) =>
    goal === 'conversions'
      ? ((value * unitMicros) / MICROS_PER_UNIT).toPrecision(2)
      : formatMicros(value * unitMicros, currency);
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
