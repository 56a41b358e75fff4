import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { isTimeZone } from './calendar.ts';
import { channelMatcher, type ChannelId } from './channel.ts';
import { MarginalError, messageOf } from './errors.ts';
import { microsToDecimal, parseMicros, type Micros } from './money.ts';

export const GOALS = ['revenue', 'conversions', 'profit'] as const;

export type Goal = (typeof GOALS)[number];

/** A rule for the channels that match; of several, the first match wins. */
export interface ChannelRule {
  readonly match: string;
  readonly minMicros: Micros | null;
  readonly maxMicros: Micros | null;
  readonly lock: boolean;
}

/** A limit on the sum of the channels that match any of the patterns. */
export interface GroupRule {
  readonly name: string;
  readonly match: readonly string[];
  readonly minMicros: Micros | null;
  readonly maxMicros: Micros | null;
  /** A share of the plan's whole budget, 0 to 1. */
  readonly maxShare: number | null;
}

/** The policy after parsing: amounts in micros, shares as fractions, defaults filled in. Null means "not stated". */
export interface Policy {
  readonly currency: string;
  readonly timeZone: string;
  readonly budgetMicros: Micros | null;
  readonly goal: Goal;
  /** Profit only: the share of revenue that is left after cost of goods. */
  readonly margin: number | null;
  readonly target: { readonly kind: 'roas' | 'marginalRoas' | 'cpa'; readonly value: number } | null;
  readonly guardrails: {
    /** Fraction of today's budget: 0.2 is 20 %. */
    readonly maxChange: number;
    /** Null leaves the platform's own minimum in force. */
    readonly minBudgetMicros: Micros | null;
    readonly maxBudgetMicros: Micros | null;
    /** Null leaves the platform's own waiting time in force. */
    readonly cooldownDays: number | null;
    readonly minConversions: number;
    readonly maxAgeDays: number;
  };
  readonly approval: 'manual' | 'auto';
  readonly acceptDays: number;
  /** Account id where an export names none, by platform. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly outcomes: 'report' | 'events';
  readonly channels: readonly ChannelRule[];
  readonly groups: readonly GroupRule[];
  /** Destination kind by platform. */
  readonly destinations: Readonly<Record<string, string>>;
}

/** What `what-if` changes of a policy, as typed: the same texts the policy file would hold. */
export interface PolicyOverrides {
  readonly budget?: string;
  readonly maxChange?: string;
  readonly goal?: string;
  readonly targetRoas?: string;
  /** Each like `google:123:456.max=500`. */
  readonly set?: readonly string[];
}

/** One `--set`: the key of a rule for one channel. */
export interface PolicySetting {
  readonly channel: string;
  readonly key: 'min' | 'max' | 'lock';
  readonly value: string;
}

type Path = readonly (string | number)[];

/** Where in the policy something is wrong, and what; told apart from other throws until it has a file and a line. */
interface Complaint {
  readonly path: Path;
  readonly message: string;
  /** The complaint is about the key itself, not its value. */
  readonly aboutKey?: true;
}

/** A scalar that YAML hands over as text, so that amounts and 19-digit ids keep every digit. */
function scalar<T>(read: (text: string) => T | undefined, needed: string | ((text: string) => string)) {
  const sentence = typeof needed === 'string' ? () => `${needed} is needed` : needed;
  return v.pipe(
    v.string((issue) => `got ${shapeOf(issue.input)}, ${sentence('')}`),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = read(dataset.value.trim());
      if (value !== undefined) return value;
      addIssue({ message: `got '${dataset.value}', ${sentence(dataset.value)}` });
      return NEVER;
    }),
  );
}

function oneOf<const T extends string>(options: readonly T[]) {
  return scalar(
    (text) => options.find((option) => option === text),
    (text) => `allowed: ${options.join(', ')}${suggestion(text, options)}`,
  );
}

function suggestion(text: string, known: readonly string[]): string {
  return text === '' ? '' : `; did you mean '${closest(text, known)}'?`;
}

function shapeOf(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  return input === undefined ? 'nothing' : typeof input === 'string' ? `'${input}'` : 'a map';
}

const NUMBER_PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)$/;

function readNumber(text: string, range: { min: number; max: number }): number | undefined {
  const number = NUMBER_PATTERN.test(text) ? Number(text) : Number.NaN;
  return number >= range.min && number <= range.max ? number : undefined;
}

/** `20%` and `0.2` alike. A bare number above 1 is taken for a forgotten percent sign, not for 2,000 %. */
function readFraction(text: string, max: number): number | undefined {
  if (!text.endsWith('%')) return readNumber(text, { min: 0, max: Math.min(1, max) });
  const percent = readNumber(text.slice(0, -1).trim(), { min: 0, max: max * 100 });
  return percent === undefined ? undefined : percent / 100;
}

function readAmount(text: string): Micros | undefined {
  const amount = parseMicros(text);
  return amount !== undefined && amount >= 0 ? amount : undefined;
}

/** Ten times today's budget in one step: more than that is a typing error. */
const MAX_CHANGE_LIMIT = 10;

const amount = scalar(readAmount, 'an amount of at least 0 such as 12000 or 12.34');
const fraction = (max: number) => scalar((text) => readFraction(text, max), 'a share such as 20% or 0.2');
const numberFrom = (min: number, needed: string) =>
  scalar((text) => readNumber(text, { min, max: Number.MAX_SAFE_INTEGER }), needed);
const positive = scalar((text) => {
  const number = readNumber(text, { min: 0, max: Number.MAX_SAFE_INTEGER });
  return number === 0 ? undefined : number;
}, 'a number above 0');
const words = scalar((text) => (text === '' ? undefined : text), 'a text');
const trueOrFalse = v.pipe(
  oneOf(['true', 'false']),
  v.transform((text) => text === 'true'),
);
const patternsNeeded = (issue: { input: unknown }) =>
  `got ${shapeOf(issue.input)}, a list of channel patterns such as ["google:*"] is needed`;
const patterns = v.pipe(v.array(words, patternsNeeded), v.minLength(1, 'at least one channel pattern is needed'));

const notAMap = (issue: { input: unknown }) => `got ${shapeOf(issue.input)}, a map of keys and values is needed`;
const notAList = (issue: { input: unknown }) => `got ${shapeOf(issue.input)}, a list is needed`;

const CURRENCIES = Intl.supportedValuesOf('currency');

const currencySchema = scalar(
  (text) => (CURRENCIES.includes(text) ? text : undefined),
  (text) => `an ISO 4217 code such as USD is needed${suggestion(text, CURRENCIES)}`,
);

const timeZoneSchema = scalar(
  (text) => (isTimeZone(text) ? text : undefined),
  (text) => `a time zone such as America/New_York is needed${suggestion(text, Intl.supportedValuesOf('timeZone'))}`,
);

const ruleEntries = { min: v.optional(amount), max: v.optional(amount), lock: v.optional(trueOrFalse) };

const policySchema = v.strictObject(
  {
    currency: currencySchema,
    timeZone: timeZoneSchema,
    period: v.optional(
      scalar(
        (text) => (text === 'day' ? text : undefined),
        () => "only 'day' is allowed: monthly and lifetime budgets are out of scope",
      ),
    ),
    budget: v.optional(amount),
    goal: v.optional(oneOf(GOALS)),
    margin: v.optional(scalar((text) => readFraction(text, 1) || undefined, 'a share above 0 such as 40% or 0.4')),
    targets: v.optional(
      v.pipe(
        v.strictObject(
          { roas: v.optional(positive), marginalRoas: v.optional(positive), cpa: v.optional(positive) },
          notAMap,
        ),
        v.check(
          (targets) => Object.values(targets).filter((value) => value !== undefined).length < 2,
          (issue) => `got ${Object.keys(issue.input).join(' and ')}, one of roas, marginalRoas, cpa is allowed`,
        ),
      ),
    ),
    guardrails: v.optional(
      v.strictObject(
        {
          maxChange: v.optional(fraction(MAX_CHANGE_LIMIT)),
          minBudget: v.optional(amount),
          maxBudget: v.optional(amount),
          cooldownDays: v.optional(numberFrom(0, 'a number of days')),
          minConversions: v.optional(numberFrom(0, 'a number of conversions')),
          maxAgeDays: v.optional(numberFrom(0, 'a number of days')),
        },
        notAMap,
      ),
    ),
    approval: v.optional(oneOf(['manual', 'auto'])),
    acceptDays: v.optional(numberFrom(1, 'a number of days of at least 1')),
    accounts: v.optional(v.record(v.string(), words, notAMap)),
    outcomes: v.optional(oneOf(['report', 'events'])),
    channels: v.optional(v.array(v.strictObject({ match: words, ...ruleEntries }, notAMap), notAList)),
    groups: v.optional(
      v.array(
        v.strictObject(
          {
            name: words,
            match: patterns,
            min: v.optional(amount),
            max: v.optional(amount),
            maxShare: v.optional(fraction(1)),
          },
          notAMap,
        ),
        notAList,
      ),
    ),
    destinations: v.optional(v.record(v.string(), words, notAMap)),
  },
  notAMap,
);

type RawPolicy = v.InferOutput<typeof policySchema>;

/**
 * Reads `policy.yaml`. Throws `PolicyInvalid`, one line naming the file, the line, what was got and what is allowed; an
 * unknown key is refused at every level and the nearest known one named.
 * Worked number: `budget: 12000.5` is 12_000_500_000 micros; `maxChange: 20%` and `maxChange: 0.2` are both 0.2.
 */
export function parsePolicy(text: string, name: string): Policy {
  const lines = new LineCounter();
  // The failsafe schema leaves every scalar the text it was: 12.34 is no float yet, 1234567890123456789 keeps its end.
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const refuse = (message: string, offset?: number): never => {
    const place = offset === undefined ? name : `${name}, line ${lines.linePos(offset).line}`;
    throw new MarginalError('PolicyInvalid', `${place}: ${message}`);
  };
  const [broken] = document.errors;
  if (broken !== undefined) return refuse(`not valid YAML: ${broken.message}`, broken.pos[0]);
  const checked = v.safeParse(policySchema, emptyAsAbsent(contentOf(document, refuse)));
  const policy = checked.success ? policyOf(checked.output) : undefined;
  const complaint = checked.success ? policy && contradictionIn(policy) : complaintOf(checked.issues[0]);
  if (complaint !== undefined) return refuse(sentenceOf(complaint), offsetOf(document, complaint));
  return policy ?? refuse('not a policy');
}

function contentOf(document: Document, refuse: (message: string) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return refuse(`not valid YAML: ${messageOf(error)}`);
  }
}

/** YAML's ways of saying nothing (`key:`, `~`, `null`) leave the default in force. */
function emptyAsAbsent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(emptyAsAbsent);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, emptyAsAbsent(member)]));
  }
  return value === '' || value === '~' || value === 'null' ? undefined : value;
}

function policyOf(raw: RawPolicy): Policy {
  const { guardrails = {}, targets = {} } = raw;
  const kinds = (['roas', 'marginalRoas', 'cpa'] as const).flatMap((kind) => {
    const value = targets[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
  return {
    currency: raw.currency,
    timeZone: raw.timeZone,
    budgetMicros: raw.budget ?? null,
    goal: raw.goal ?? 'revenue',
    margin: raw.margin ?? null,
    target: kinds[0] ?? null,
    guardrails: {
      maxChange: guardrails.maxChange ?? 0.2,
      minBudgetMicros: guardrails.minBudget ?? null,
      maxBudgetMicros: guardrails.maxBudget ?? null,
      cooldownDays: guardrails.cooldownDays ?? null,
      minConversions: guardrails.minConversions ?? 30,
      maxAgeDays: guardrails.maxAgeDays ?? 3,
    },
    approval: raw.approval ?? 'manual',
    acceptDays: raw.acceptDays ?? 400,
    accounts: raw.accounts ?? {},
    outcomes: raw.outcomes ?? 'report',
    channels: (raw.channels ?? []).map(({ match, min = null, max = null, lock = false }) => ({
      match,
      minMicros: min,
      maxMicros: max,
      lock,
    })),
    groups: (raw.groups ?? []).map(({ name, match, min = null, max = null, maxShare = null }) => ({
      name,
      match,
      minMicros: min,
      maxMicros: max,
      maxShare,
    })),
    destinations: raw.destinations ?? {},
  };
}

/** What no single value shows: limits of the same policy that cannot both hold, or that need one another. */
function contradictionIn({ goal, margin, target, guardrails, channels, groups }: Policy): Complaint | undefined {
  if (goal === 'profit' && margin === null) {
    return { path: ['margin'], message: "goal 'profit' needs the share of revenue left after costs, such as 0.4" };
  }
  if (target?.kind === 'cpa' && goal !== 'conversions') {
    return { path: ['targets', 'cpa'], message: `goal is '${goal}'; a cost per conversion needs goal 'conversions'` };
  }
  const { minBudgetMicros: floor, maxBudgetMicros: ceiling } = guardrails;
  if (isAbove(floor, ceiling)) {
    return { path: ['guardrails', 'minBudget'], message: aboveMessage(floor, ceiling, 'guardrails.maxBudget') };
  }
  for (const [index, rule] of channels.entries()) {
    const min = rule.minMicros ?? floor;
    const max = rule.maxMicros ?? ceiling;
    if (!rule.lock && isAbove(min, max)) {
      const path = ['channels', index, rule.minMicros === null ? 'max' : 'min'];
      const clash = rule.minMicros === null ? 'guardrails.minBudget' : 'min';
      const other = rule.maxMicros === null ? 'guardrails.maxBudget' : 'max';
      return { path, message: `${clash} ${aboveMessage(min, max, other)}` };
    }
  }
  const names = new Set<string>();
  for (const [index, group] of groups.entries()) {
    if (names.has(group.name))
      return { path: ['groups', index, 'name'], message: `two groups are named '${group.name}'` };
    names.add(group.name);
    if (isAbove(group.minMicros, group.maxMicros)) {
      return { path: ['groups', index, 'min'], message: aboveMessage(group.minMicros, group.maxMicros, 'max') };
    }
  }
  return undefined;
}

function isAbove(min: Micros | null, max: Micros | null): boolean {
  return min !== null && max !== null && min > max;
}

function aboveMessage(min: Micros | null, max: Micros | null, other: string): string {
  return `${microsToDecimal(min ?? 0)} is above ${other} ${microsToDecimal(max ?? 0)}`;
}

function complaintOf(issue: v.BaseIssue<unknown>): Complaint {
  const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
  const around: unknown = issue.path?.at(-1)?.input;
  if (issue.type === 'strict_object' && Array.isArray(around)) {
    return { path: path.slice(0, -1), message: notAMap({ input: around }) };
  }
  const key = String(path.at(-1) ?? '');
  if (issue.type !== 'strict_object' || issue.kind !== 'schema') return { path, message: issue.message };
  if (issue.expected === 'never') {
    const known = knownKeysAt(path.slice(0, -1));
    return { path, aboutKey: true, message: `unknown key '${key}'; did you mean '${closest(key, known)}'?` };
  }
  return issue.expected === 'Object' ? { path, message: issue.message } : { path, message: 'is needed' };
}

/** The keys of the object a path leads to. */
function knownKeysAt(path: Path): string[] {
  const entries: Record<string, readonly string[]> = {
    '': Object.keys(policySchema.entries),
    targets: Object.keys(policySchema.entries.targets.wrapped.entries),
    guardrails: Object.keys(policySchema.entries.guardrails.wrapped.entries),
    channels: Object.keys(policySchema.entries.channels.wrapped.item.entries),
    groups: Object.keys(policySchema.entries.groups.wrapped.item.entries),
  };
  return [...(entries[String(path[0] ?? '')] ?? [])];
}

/** `channels[0].max: got '5,00', …` */
function sentenceOf({ path, message, aboutKey }: Complaint): string {
  if (aboutKey) return path.length === 1 ? message : `${pathText(path.slice(0, -1))}: ${message}`;
  return path.length === 0 ? message : `${pathText(path)}: ${message}`;
}

function pathText(path: Path): string {
  return path.map((key, depth) => (typeof key === 'number' ? `[${key}]` : depth === 0 ? key : `.${key}`)).join('');
}

/** Where the value stands in the text, or the nearest thing around it that is there. */
function offsetOf(document: Document, { path, aboutKey }: Complaint): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (aboutKey && isMap(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
    if (isScalar(pair?.key)) return pair.key.range?.[0];
  }
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      const start: unknown = node.range[0];
      return typeof start === 'number' ? start : undefined;
    }
  }
  return undefined;
}

/** Compiled once a rule: an account's every channel is tried against it. */
const matchers = new WeakMap<ChannelRule, (channel: ChannelId) => boolean>();

function matches(rule: ChannelRule, channel: ChannelId): boolean {
  const matcher = matchers.get(rule) ?? channelMatcher(rule.match);
  matchers.set(rule, matcher);
  return matcher(channel);
}

/** The first rule that matches the channel. */
export function ruleFor({ channels }: Pick<Policy, 'channels'>, channel: ChannelId): ChannelRule | undefined {
  return channels.find((rule) => matches(rule, channel));
}

const SETTING_KEYS = ['min', 'max', 'lock'] as const;

/**
 * Reads `CHANNEL.KEY=VALUE`: split at the last `=`, then at the last `.`, because channel ids may hold either.
 * Worked example: `google:1:a.b.max=500` is channel `google:1:a.b`, key `max`, value `500`. Throws `UsageError`.
 */
export function parseSet(text: string): PolicySetting {
  const equals = text.lastIndexOf('=');
  const dot = text.lastIndexOf('.', equals);
  if (equals < 0 || dot < 1) {
    throw new MarginalError(
      'UsageError',
      `--set: got '${text}', CHANNEL.KEY=VALUE is needed, as google:123:456.max=500`,
    );
  }
  const key = text.slice(dot + 1, equals);
  const known = SETTING_KEYS.find((name) => name === key);
  if (known === undefined) {
    throw new MarginalError(
      'UsageError',
      `--set: unknown key '${key}'; did you mean '${closest(key, SETTING_KEYS)}'? (allowed: ${SETTING_KEYS.join(', ')})`,
    );
  }
  return { channel: text.slice(0, dot), key: known, value: text.slice(equals + 1) };
}

/**
 * The policy under other assumptions; the one given stays as it is. A `set` puts a rule for that very channel first,
 * which keeps whatever else the rule that matched it so far says. Throws `PolicyInvalid` or `UsageError` in
 * the words of `parsePolicy`, naming the option.
 */
export function patchPolicy(policy: Policy, overrides: PolicyOverrides): Policy {
  const channels = [...policy.channels];
  for (const setting of (overrides.set ?? []).map(parseSet)) {
    channels.unshift(ruleWith(setting, ruleFor({ channels }, setting.channel)));
  }
  const maxChange = option('--max-change', fraction(MAX_CHANGE_LIMIT), overrides.maxChange);
  const targetRoas = option('--target-roas', positive, overrides.targetRoas);
  const patched: Policy = {
    ...policy,
    budgetMicros: option('--budget', amount, overrides.budget) ?? policy.budgetMicros,
    goal: option('--goal', oneOf(GOALS), overrides.goal) ?? policy.goal,
    target: targetRoas === undefined ? policy.target : { kind: 'roas', value: targetRoas },
    guardrails: { ...policy.guardrails, maxChange: maxChange ?? policy.guardrails.maxChange },
    channels,
  };
  const complaint = contradictionIn(patched);
  if (complaint !== undefined) throw new MarginalError('PolicyInvalid', `what-if: ${sentenceOf(complaint)}`);
  return patched;
}

function option<T>(name: string, schema: v.GenericSchema<string, T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const checked = v.safeParse(schema, text);
  if (checked.success) return checked.output;
  throw new MarginalError('UsageError', `${name}: ${checked.issues[0].message}`);
}

function ruleWith({ channel, key, value }: PolicySetting, rule: ChannelRule | undefined): ChannelRule {
  const rest = { minMicros: null, maxMicros: null, lock: false, ...rule, match: channel };
  const name = `--set ${channel}.${key}`;
  if (key === 'lock') return { ...rest, lock: option(name, trueOrFalse, value) ?? false };
  const limitMicros = option(name, amount, value) ?? null;
  return key === 'min' ? { ...rest, minMicros: limitMicros } : { ...rest, maxMicros: limitMicros };
}
