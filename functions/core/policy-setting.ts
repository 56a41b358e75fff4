import { closest } from 'fastest-levenshtein';
import type { ChannelId } from './channel.ts';
import { MarginalError } from './errors.ts';

/** What a rule for one channel may say. */
const RULE_KEYS = ['min', 'max', 'lock'] as const;

/** Keys of the policy's own sections that a plan depends on; `maxAgeDays` decides when a plan may be applied. */
const SECTION_KEYS = {
  guardrails: ['maxChange', 'minBudget', 'maxBudget', 'cooldownDays', 'minConversions'],
  targets: ['roas', 'marginalRoas', 'cpa'],
} as const;

/** A limit of one channel. */
export interface ChannelSetting {
  readonly channel: ChannelId;
  readonly key: (typeof RULE_KEYS)[number];
  readonly value: string;
}

/** A guardrail of all channels; empty text leaves the default in force, as an empty key of the file does. */
export interface GuardrailSetting {
  readonly section: 'guardrails';
  readonly key: (typeof SECTION_KEYS.guardrails)[number];
  readonly value: string;
}

/** A target in place of the policy's; empty text is no target. */
export interface TargetSetting {
  readonly section: 'targets';
  readonly key: (typeof SECTION_KEYS.targets)[number];
  readonly value: string;
}

/** One `--set`. */
export type PolicySetting = ChannelSetting | GuardrailSetting | TargetSetting;

/**
 * Reads `CHANNEL.KEY=VALUE`, `guardrails.KEY=VALUE` or `targets.KEY=VALUE`: split at the last `=`, then at the last `.`,
 * because channel ids may hold either. Throws `UsageError`.
 * Worked examples: `google:1:a.b.max=500` is channel `google:1:a.b`, key `max`, value `500`; `guardrails.maxBudget=500` is
 * the guardrail of that name. A channel called `guardrails` could still be given a `min`, a `max` and a `lock`.
 */
export function policySetting(text: string): PolicySetting {
  const equals = text.lastIndexOf('=');
  const dot = text.lastIndexOf('.', equals);
  if (equals < 0 || dot < 1) {
    throw new MarginalError(
      'UsageError',
      `--set: got '${text}', CHANNEL.KEY=VALUE is needed, as google:123:456.max=500`,
    );
  }
  const [holder, key, value] = [text.slice(0, dot), text.slice(dot + 1, equals), text.slice(equals + 1)];
  const rule = keyIn(RULE_KEYS, key);
  if (rule !== undefined) return { channel: holder, key: rule, value };
  if (holder === 'guardrails') return { section: holder, key: knownKey(SECTION_KEYS.guardrails, key), value };
  if (holder === 'targets') return { section: holder, key: knownKey(SECTION_KEYS.targets, key), value };
  return { channel: holder, key: knownKey(RULE_KEYS, key), value };
}

/** The limits of single channels among these settings. */
export function channelSettings(set: readonly string[] = []): ChannelSetting[] {
  return set.map(policySetting).filter((setting) => 'channel' in setting);
}

function keyIn<Key extends string>(known: readonly Key[], key: string): Key | undefined {
  return known.find((name) => name === key);
}

function knownKey<Key extends string>(known: readonly Key[], key: string): Key {
  const found = keyIn(known, key);
  if (found !== undefined) return found;
  throw new MarginalError(
    'UsageError',
    `--set: unknown key '${key}'; did you mean '${closest(key, known)}'? (allowed: ${known.join(', ')})`,
  );
}
