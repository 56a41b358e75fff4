import { useState } from 'preact/hooks';
import { microsToDecimal } from '../../functions/core/money.ts';
import type { Policy } from '../../functions/core/policy.ts';
import type { Figures } from '../../functions/report/figures.ts';
import type { Account } from '../account.ts';
import {
  type Changes,
  GUARDRAIL_KEYS,
  type GuardrailTexts,
  NO_TARGET,
  POLICY_AS_IT_STANDS,
  type Scenario,
  SCENARIOS_MAX,
  type Session,
} from '../scenario.ts';
import { useTyped } from './use-typed.ts';

type GuardrailKey = (typeof GUARDRAIL_KEYS)[number];

interface ControlsProps {
  readonly account: Account;
  readonly session: Session;
  readonly scenario: Scenario;
  readonly figures: Figures;
  readonly currentMicros: number;
  readonly reachedMicros: number | null;
  readonly refusal: string;
  readonly onChange: (changes: Changes) => void;
  /** The budget under a slider that may still move. */
  readonly onSlide: (budget: string) => void;
  readonly onSession: (session: Session) => void;
}

const SLIDER_LEAST = 0.5;
const SLIDER_MOST = 1.5;
const STEPS_OF_TODAY = [-0.2, -0.1, 0, 0.1, 0.2];
const GOAL_WORDS: Readonly<Record<string, string>> = {
  revenue: 'Revenue',
  conversions: 'Conversions',
  profit: 'Profit',
};

const GUARDRAIL_WORDS: Readonly<Record<GuardrailKey, string>> = {
  minBudget: 'Least budget',
  maxBudget: 'Largest budget',
  cooldownDays: 'Days to wait',
  minConversions: 'Least conversions',
};
/** As in the sheet: controls stand beside the plan. */
const WIDE = '(min-width: 1181px)';
const TARGET_WORDS = { roas: 'ROAS', marginalRoas: 'marginal ROAS', cpa: 'CPA' } as const;

/** The assumptions of the open scenario, and the scenarios there are. */
export function Controls(props: ControlsProps) {
  const { account, scenario, figures, currentMicros, reachedMicros, refusal, onChange, onSlide } = props;
  const { policy, sheets } = account;
  const standing = (policy.budgetMicros ?? currentMicros) / 1e6;
  const today = currentMicros / 1e6;
  const typed = Number(scenario.budget ?? standing);
  const budget = Number.isFinite(typed) ? typed : standing;
  const least = Math.min(budget, SLIDER_LEAST * today);
  const most = Math.max(budget, SLIDER_MOST * today, 1);
  const setBudget = (value: number) => onChange({ budget: decimals(value) });
  const exactBudget = useTyped(scenario.budget ?? decimals(standing), (text) => onChange({ budget: textOf(text) }));
  return (
    <aside class="controls" aria-label="Assumptions">
      <h1>What if</h1>
      <Scenarios {...props} />
      <div class="field budget">
        <label for="budget">Total budget a day</label>
        <input
          id="budget-exact"
          class="exact"
          aria-label="Total budget a day, exact"
          inputMode="decimal"
          {...exactBudget}
        />
        <input
          id="budget"
          type="range"
          min={least}
          max={most}
          step="any"
          value={budget}
          aria-valuetext={figures.money(budget * 1e6)}
          onInput={({ currentTarget }) => onSlide(decimals(roundedTo(Number(currentTarget.value), today)))}
        />
        <p class="ends" aria-hidden="true">
          <span>{figures.moneyShort(least * 1e6)}</span>
          <span>{figures.moneyShort(most * 1e6)}</span>
        </p>
        <p class="chips">
          {STEPS_OF_TODAY.map((share) => (
            <button
              type="button"
              key={share}
              aria-pressed={Math.abs(budget - (1 + share) * today) < 0.5}
              onClick={() => setBudget(share === 0 ? today : Math.round((1 + share) * today))}
            >
              {share === 0 ? 'Today' : figures.percentChange(share)}
            </button>
          ))}
        </p>
        {reachedMicros !== null && Math.abs(reachedMicros - budget * 1e6) >= 1e4 && refusal === '' && (
          <p class="hint">The limits allow {figures.money(reachedMicros)}.</p>
        )}
      </div>
      <div class="field">
        <label for="goal">Goal</label>
        <select
          id="goal"
          value={scenario.goal ?? policy.goal}
          onChange={({ currentTarget: { value } }) => onChange({ goal: value === policy.goal ? undefined : value })}
        >
          {sheets.map(({ goal }) => (
            <option key={goal} value={goal}>
              {GOAL_WORDS[goal]}
            </option>
          ))}
        </select>
      </div>
      <div class="pair">
        <TextField
          id="target-roas"
          label="Target ROAS"
          value={scenario.targetRoas}
          placeholder={targetWords(policy.target)}
          onText={(targetRoas) => onChange({ targetRoas })}
        />
        <TextField
          id="max-change"
          label="Largest change"
          value={scenario.maxChange}
          placeholder={`${Number((policy.guardrails.maxChange * 100).toFixed(2))}%`}
          onText={(maxChange) => onChange({ maxChange: maxChange === undefined ? undefined : percentOf(maxChange) })}
        />
      </div>
      <p class="hint">The largest change is measured from today’s budgets scaled to the new total.</p>
      <Guardrails {...props} />
      <Limits {...props} />
      {refusal !== '' && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </aside>
  );
}

function Guardrails({ account: { policy }, scenario, onChange }: ControlsProps) {
  // Open where there is room for it, or something to see; whether it stays so is the person's.
  const [isOpen] = useState(() => scenario.guardrails !== undefined || matchMedia(WIDE).matches);
  return (
    <details class="guardrails" open={isOpen}>
      <summary>Limits of every channel</summary>
      <div class="pair">
        {GUARDRAIL_KEYS.map((key) => (
          <TextField
            key={key}
            id={key}
            label={GUARDRAIL_WORDS[key]}
            value={scenario.guardrails?.[key]}
            placeholder={standingOf(policy, key)}
            onText={(text) => onChange({ guardrails: withGuardrail(scenario.guardrails, key, text) })}
          />
        ))}
      </div>
      <p class="hint">Budgets a day; days between two changes. An empty field leaves what the policy says.</p>
    </details>
  );
}

function Scenarios({ session, scenario, onSession, onChange }: ControlsProps) {
  const { scenarios, open } = session;
  const add = () => {
    const names = new Set(scenarios.map(({ name }) => name));
    const number = scenarios.findIndex((_, index) => !names.has(`Scenario ${index + 1}`)) + 1 || scenarios.length + 1;
    const added = { ...scenario, name: `Scenario ${number}` };
    onSession({ scenarios: [...scenarios, added], open: scenarios.length });
  };
  const remove = () => {
    const left = scenarios.filter((_, index) => index !== open);
    onSession({ scenarios: left.length === 0 ? [POLICY_AS_IT_STANDS] : left, open: Math.max(0, open - 1) });
  };
  return (
    <div class="field scenarios" role="group" aria-label="Scenarios">
      <p class="label">{scenarios.length === 1 ? 'Scenario' : 'Scenarios'}</p>
      <ul>
        {scenarios.map(({ name }, index) => (
          <li key={index}>
            {index === open ? (
              <input
                aria-label="Name of the open scenario"
                aria-current="true"
                value={name}
                maxLength={60}
                onInput={({ currentTarget }) => onChange({ name: currentTarget.value })}
              />
            ) : (
              <button type="button" onClick={() => onSession({ scenarios, open: index })}>
                {name === '' ? 'Unnamed' : name}
              </button>
            )}
          </li>
        ))}
      </ul>
      <div class="naming">
        {scenarios.length < SCENARIOS_MAX && (
          <button type="button" onClick={add}>
            Compare with a copy
          </button>
        )}
        {scenarios.length > 1 && (
          <button type="button" onClick={remove}>
            Remove
          </button>
        )}
      </div>
    </div>
  );
}

function TextField(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly placeholder: string;
  readonly onText: (text: string | undefined) => void;
}) {
  const { id, label, value, placeholder, onText } = props;
  const typed = useTyped(value ?? '', (text) => onText(textOf(text)));
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} inputMode="decimal" placeholder={placeholder} {...typed} />
    </div>
  );
}

function Limits({ scenario, account, onChange }: ControlsProps) {
  const limited = Object.entries(scenario.limits);
  if (limited.length === 0) return <p class="hint">Give a channel a minimum, a maximum or a lock in its row.</p>;
  const names = new Map(account.sheets[0]?.channels.map(({ channel, name }) => [channel, name]));
  return (
    <div class="field">
      <p class="label">Limits of channels</p>
      <ul class="limits">
        {limited.map(([channel, { min, max, lock }]) => (
          <li key={channel}>
            <bdi>{names.get(channel) ?? channel}</bdi>{' '}
            <small>
              {[
                ...(min === undefined ? [] : [`min ${min}`]),
                ...(max === undefined ? [] : [`max ${max}`]),
                ...(lock === undefined ? [] : [lock ? 'locked' : 'unlocked']),
              ].join(', ')}
            </small>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => onChange({ limits: {} })}>
        Take all away
      </button>
    </div>
  );
}

/** What stands where the field is empty, as the field would hold it. */
function targetWords(target: Policy['target']): string {
  if (target === null) return NO_TARGET;
  return target.kind === 'roas' ? String(target.value) : `${TARGET_WORDS[target.kind]} ${target.value}`;
}

function standingOf({ guardrails }: Policy, key: GuardrailKey): string {
  const { minBudgetMicros, maxBudgetMicros, cooldownDays, minConversions } = guardrails;
  switch (key) {
    case 'minBudget':
      return minBudgetMicros === null ? 'platform’s' : microsToDecimal(minBudgetMicros);
    case 'maxBudget':
      return maxBudgetMicros === null ? 'none' : microsToDecimal(maxBudgetMicros);
    case 'cooldownDays':
      return cooldownDays === null ? 'platform’s' : String(cooldownDays);
    case 'minConversions':
      return String(minConversions);
  }
}

function withGuardrail(given: GuardrailTexts = {}, key: GuardrailKey, text: string | undefined): GuardrailTexts {
  const { [key]: _, ...rest } = given;
  return text === undefined ? rest : { ...rest, [key]: text };
}

/** Empty text leaves the policy's word; commas between thousands are no part of a number. */
function textOf(value: string): string | undefined {
  const text = value.replaceAll(/[,\s]/g, '');
  return text === '' ? undefined : text;
}

/** `30` is what people type for 30 %. */
function percentOf(text: string): string {
  return /^\d+(\.\d+)?$/.test(text) && Number(text) > 1 ? `${text}%` : text;
}

/** A thousandth of today's total, rounded to 1, 2 or 5: what a slider of some hundred pixels can tell apart. */
function roundedTo(value: number, today: number): number {
  const fine = Math.max(0.01, today / 1000);
  const power = 10 ** Math.floor(Math.log10(fine));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= fine) ?? fine;
  return Math.abs(value - today) < step ? today : Math.round(value / step) * step;
}

function decimals(value: number): string {
  return String(Number(value.toFixed(2)));
}
