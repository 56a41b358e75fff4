import * as v from 'valibot';
import type { PolicyOverrides } from '../functions/core/patch-policy.ts';

/** Limits a person gives one channel, as typed; absent leaves the policy's. */
export interface ChannelLimits {
  readonly min?: string;
  readonly max?: string;
  readonly lock?: boolean;
}

/** Guardrails a scenario may change, beside the largest change; in the words of the policy file. */
export const GUARDRAIL_KEYS = ['minBudget', 'maxBudget', 'cooldownDays', 'minConversions'] as const;

/** As typed; absent leaves the policy's. */
export type GuardrailTexts = { readonly [Key in (typeof GUARDRAIL_KEYS)[number]]?: string };

/** As a target: the policy's own is lifted. */
export const NO_TARGET = 'none';

/** A named set of assumptions: the texts `what-if` takes. An absent one leaves what the policy says. */
export interface Scenario {
  readonly name: string;
  readonly budget?: string;
  readonly goal?: string;
  /** Or `none`. */
  readonly targetRoas?: string;
  readonly maxChange?: string;
  readonly guardrails?: GuardrailTexts;
  readonly limits: Readonly<Record<string, ChannelLimits>>;
}

/** What the address of the page keeps: scenarios, and which of them is open. */
export interface Session {
  readonly scenarios: readonly Scenario[];
  readonly open: number;
}

/** More do not fit beside one another. */
export const SCENARIOS_MAX = 6;
const NAME_LENGTH_MAX = 60;
const TEXT_LENGTH_MAX = 24;
const LIMITS_MAX = 2000;

const text = v.pipe(v.string(), v.maxLength(TEXT_LENGTH_MAX));

const ScenarioSchema: v.GenericSchema<unknown, Scenario> = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(NAME_LENGTH_MAX)),
  budget: v.exactOptional(text),
  goal: v.exactOptional(text),
  targetRoas: v.exactOptional(text),
  maxChange: v.exactOptional(text),
  guardrails: v.exactOptional(
    v.strictObject({
      minBudget: v.exactOptional(text),
      maxBudget: v.exactOptional(text),
      cooldownDays: v.exactOptional(text),
      minConversions: v.exactOptional(text),
    }),
  ),
  limits: v.pipe(
    v.record(
      v.pipe(v.string(), v.maxLength(256)),
      v.strictObject({ min: v.exactOptional(text), max: v.exactOptional(text), lock: v.exactOptional(v.boolean()) }),
    ),
    v.check((limits) => Object.keys(limits).length <= LIMITS_MAX),
  ),
});

const SessionSchema = v.strictObject({
  scenarios: v.pipe(v.array(ScenarioSchema), v.minLength(1), v.maxLength(SCENARIOS_MAX)),
  open: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export const POLICY_AS_IT_STANDS: Scenario = { name: 'Policy as it stands', limits: {} };

export const NEW_SESSION: Session = { scenarios: [POLICY_AS_IT_STANDS], open: 0 };

/** Keys to set; undefined takes a key away, so that the policy stands again. */
export type Changes = { readonly [Key in keyof Scenario]?: Scenario[Key] | undefined };

export function changed(scenario: Scenario, changes: Changes): Scenario {
  const { name, limits, budget, goal, targetRoas, maxChange, guardrails } = { ...scenario, ...changes };
  return {
    name: name ?? scenario.name,
    ...(budget === undefined ? {} : { budget }),
    ...(goal === undefined ? {} : { goal }),
    ...(targetRoas === undefined ? {} : { targetRoas }),
    ...(maxChange === undefined ? {} : { maxChange }),
    ...(guardrails === undefined || Object.keys(guardrails).length === 0 ? {} : { guardrails }),
    limits: limits ?? {},
  };
}

/** The scenario as the options of `what-if`: guardrails first, then limits in the order of channel ids. */
export function overridesOf({
  budget,
  goal,
  targetRoas,
  maxChange,
  guardrails = {},
  limits,
}: Scenario): PolicyOverrides {
  const general = GUARDRAIL_KEYS.flatMap((key) => {
    const value = guardrails[key];
    return value === undefined ? [] : [`guardrails.${key}=${value}`];
  });
  const ofChannels = Object.keys(limits)
    .sort()
    .flatMap((channel) => {
      const { min, max, lock } = limits[channel] ?? {};
      return [
        ...(min === undefined ? [] : [`${channel}.min=${min}`]),
        ...(max === undefined ? [] : [`${channel}.max=${max}`]),
        ...(lock === undefined ? [] : [`${channel}.lock=${lock}`]),
      ];
    });
  const set = [...(targetRoas === NO_TARGET ? ['targets.roas='] : []), ...general, ...ofChannels];
  return {
    ...(budget === undefined ? {} : { budget }),
    ...(goal === undefined ? {} : { goal }),
    ...(targetRoas === undefined || targetRoas === NO_TARGET ? {} : { targetRoas }),
    ...(maxChange === undefined ? {} : { maxChange }),
    ...(set.length === 0 ? {} : { set }),
  };
}

/** The session as the fragment of an address, without `#`; empty for the one a page starts with. */
export function fragmentOf(session: Session): string {
  return JSON.stringify(session) === JSON.stringify(NEW_SESSION) ? '' : encodeURIComponent(JSON.stringify(session));
}

/**
 * The session an address holds; null where it holds none, or one that cannot be read. Limits of channels the account
 * lacks, and goals it cannot score, are left out: an address outlives campaigns.
 */
export function sessionIn(
  fragment: string,
  known: { readonly channels: ReadonlySet<string>; readonly goals: readonly string[] },
): Session | null {
  const parsed = v.safeParse(SessionSchema, decoded(fragment.replace(/^#/, '')));
  if (!parsed.success) return null;
  const { scenarios, open } = parsed.output;
  return {
    scenarios: scenarios.map(({ goal, limits, ...scenario }) => ({
      ...scenario,
      ...(goal !== undefined && known.goals.includes(goal) ? { goal } : {}),
      limits: Object.fromEntries(Object.entries(limits).filter(([channel]) => known.channels.has(channel))),
    })),
    open: Math.min(open, scenarios.length - 1),
  };
}

function decoded(fragment: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(fragment));
  } catch {
    return null;
  }
}
