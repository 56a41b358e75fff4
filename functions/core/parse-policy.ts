import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { MarginalError, messageOf } from './errors.ts';
import { complaintSentence, type PolicyComplaint, type PolicyPath } from './policy-complaint.ts';
import { policyContradiction } from './policy-contradiction.ts';
import { guardrailEntries, targetEntries } from './policy-entries.ts';
import { policySchema, type RawPolicy } from './policy-schema.ts';
import { notAMap } from './policy-values.ts';
import { DEFAULT_GUARDRAILS, type Policy } from './policy.ts';

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
  const complaint = checked.success ? policy && policyContradiction(policy) : complaintOf(checked.issues[0]);
  if (complaint !== undefined) return refuse(complaintSentence(complaint), offsetOf(document, complaint));
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
      maxChange: guardrails.maxChange ?? DEFAULT_GUARDRAILS.maxChange,
      minBudgetMicros: guardrails.minBudget ?? DEFAULT_GUARDRAILS.minBudgetMicros,
      maxBudgetMicros: guardrails.maxBudget ?? DEFAULT_GUARDRAILS.maxBudgetMicros,
      cooldownDays: guardrails.cooldownDays ?? DEFAULT_GUARDRAILS.cooldownDays,
      minConversions: guardrails.minConversions ?? DEFAULT_GUARDRAILS.minConversions,
      maxAgeDays: guardrails.maxAgeDays ?? DEFAULT_GUARDRAILS.maxAgeDays,
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

function complaintOf(issue: v.BaseIssue<unknown>): PolicyComplaint {
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
function knownKeysAt(path: PolicyPath): string[] {
  const entries: Record<string, readonly string[]> = {
    '': Object.keys(policySchema.entries),
    targets: Object.keys(targetEntries),
    guardrails: Object.keys(guardrailEntries),
    channels: Object.keys(policySchema.entries.channels.wrapped.item.entries),
    groups: Object.keys(policySchema.entries.groups.wrapped.item.entries),
  };
  return [...(entries[String(path[0] ?? '')] ?? [])];
}

/** Where the value stands in the text, or the nearest thing around it that is there. */
function offsetOf(document: Document, { path, aboutKey }: PolicyComplaint): number | undefined {
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
