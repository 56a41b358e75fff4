import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { sumMicros } from '../../functions/core/money.ts';
import type { Plan } from '../../functions/core/plan.ts';
import { figuresFor } from '../../functions/report/figures.ts';
import type { Account } from '../account.ts';
import type { Asking } from '../asking.ts';
import type { BudgetPoint } from '../budget-chart.ts';
import {
  type Changes,
  changed,
  fragmentOf,
  NEW_SESSION,
  overridesOf,
  sessionIn,
  type Scenario,
  type Session,
} from '../scenario.ts';
import { sketchedPlan } from '../sketched-plan.ts';
import type { Reply } from '../worker.ts';
import { Channels } from './channels.tsx';
import { Comparison } from './comparison.tsx';
import { Controls } from './controls.tsx';
import { Curves } from './curves.tsx';
import { Export } from './export.tsx';
import { Headline } from './headline.tsx';
import { Platforms } from './platforms.tsx';
import { Still } from './still.tsx';
import { useSettled } from './use-settled.ts';

/** The last plan that could be made stays on the page while another is asked for, or refused. */
interface Shown {
  /** Key of the question it answers, which a switch of scenarios may have left behind. */
  readonly asked: string;
  readonly plan: Plan;
  readonly patch: string;
  readonly goal: string;
  readonly solveMs: number;
  /** Made of a sketch: interval and probability are only about right; the exact ones follow when the slider rests. */
  readonly isRough: boolean;
}

/** Totals of the chart, as shares of today's. */
const CHART_SHARES = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5];
/** Curves that are open at first: the largest budgets. */
const CURVES_OPEN_FIRST = 3;
const ADDRESS_AFTER_MS = 250;
const NO_POINTS: readonly BudgetPoint[] = [];

export function App({ account, asking }: { account: Account; asking: Asking }) {
  const { policy, sheets } = account;
  const [session, setSession] = useState<Session>(() => sessionIn(location.hash, knownOf(account)) ?? NEW_SESSION);
  const [shown, setShown] = useState<Shown | null>(null);
  const [refusal, setRefusal] = useState('');
  const [others, setOthers] = useState<ReadonlyMap<string, Plan>>(new Map());
  const [points, setPoints] = useState<{ readonly key: string; readonly list: readonly BudgetPoint[] }>({
    key: '',
    list: [],
  });
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => largestOf(account));

  const settled = useSettled(shown);

  const scenario = session.scenarios[session.open] ?? NEW_SESSION.scenarios[0];
  const goal = scenario?.goal ?? policy.goal;
  const sheet = sheets.find((candidate) => candidate.goal === (shown?.goal ?? goal)) ?? sheets[0];
  const currency = policy.currency;
  const figures = useMemo(() => figuresFor(currency, sheet?.goal ?? policy.goal), [currency, sheet]);
  const currentMicros = useMemo(() => currentSumOf(account), [account]);
  const asked = scenario === undefined ? '' : keyOf(scenario);

  const slides = useRef(false);
  const rowsSeen = useRef<ReadonlySet<string>>(new Set());
  const ask = (isRough: boolean) => {
    if (scenario === undefined) return;
    // A sketch is drawn upon the plan that is shown, so it has to be of the same scores.
    const before = isRough && shown?.goal === goal ? shown.plan : null;
    asking.now({
      overrides: overridesOf(scenario),
      seen: before === null ? null : [...rowsSeen.current, ...opened],
      answered: ({ answer, solveMs }) => {
        if (answer.kind === 'refused') return setRefusal(answer.message);
        setRefusal('');
        const { patch } = answer;
        if (answer.kind === 'planned') setShown({ asked, plan: answer.plan, patch, goal, solveMs, isRough: false });
        else if (before !== null)
          setShown({ asked, plan: sketchedPlan(before, answer), patch, goal, solveMs, isRough: true });
      },
    });
  };
  // Not after the next frame, as an effect would be: the answer is what everybody waits for.
  useLayoutEffect(() => {
    ask(slides.current);
    slides.current = false;
  }, [asked]);
  useEffect(() => {
    if (settled?.isRough === true && settled === shown) ask(false);
  }, [settled]);

  const shape = scenario === undefined ? '' : keyOf(changed(scenario, { budget: undefined }));
  useEffect(() => {
    if (scenario === undefined) return;
    const curve = CHART_SHARES.map((share) => ({
      overrides: overridesOf({ ...scenario, budget: wholeUnits(share * currentMicros) }),
      // Of a point the budget and its return are asked, which a sketch has to the micro.
      seen: [],
      answered: ({ answer }: Reply) => {
        if (answer.kind !== 'sketched' || answer.whole.status === 'infeasible') return;
        const { budgetMicros, expected } = answer.whole;
        const point = { budgetMicros, returnMicros: expected.proposedReturnMicros };
        setPoints(({ key, list }) => ({ key: shape, list: sorted(key === shape ? [...list, point] : [point]) }));
      },
    }));
    const missing = session.scenarios.filter((other) => other !== scenario && !others.has(keyOf(other)));
    const compared = missing.map((other) => ({
      overrides: overridesOf(other),
      seen: null,
      answered: ({ answer }: Reply) => {
        if (answer.kind === 'planned') setOthers((known) => new Map(known).set(keyOf(other), answer.plan));
      },
    }));
    asking.whenIdle([...compared, ...(points.key === shape && points.list.length > 0 ? [] : curve)]);
  }, [shape, session.scenarios.length, session.open]);

  useEffect(() => {
    const timer = setTimeout(() => {
      const fragment = fragmentOf(session);
      history.replaceState(null, '', fragment === '' ? location.pathname + location.search : `#${fragment}`);
    }, ADDRESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [session]);

  useEffect(() => {
    const follow = () => {
      const read = sessionIn(location.hash, knownOf(account));
      if (read !== null) setSession(read);
    };
    globalThis.addEventListener('hashchange', follow);
    return () => globalThis.removeEventListener('hashchange', follow);
  }, []);

  if (scenario === undefined || sheet === undefined) return <p>No channel has data yet.</p>;

  const change = (changes: Changes) =>
    setSession((before) => ({
      ...before,
      scenarios: before.scenarios.map((each, index) => (index === before.open ? changed(each, changes) : each)),
    }));
  const plan = shown?.plan ?? null;
  const isRough = shown?.isRough ?? false;
  const rested = settled !== null && settled.goal === shown?.goal ? settled.plan : plan;
  const curvePoints = points.key === shape ? points.list : NO_POINTS;
  const plans = session.scenarios.map((each) => (each === scenario ? plan : (others.get(keyOf(each)) ?? null)));
  const keepOpenPlan = () => {
    if (shown !== null && !shown.isRough) setOthers((known) => new Map(known).set(shown.asked, shown.plan));
  };
  return (
    <>
      <a class="skip" href="#main">
        Skip to the plan
      </a>
      <div class="desk">
        <Controls
          account={account}
          session={session}
          scenario={scenario}
          figures={figures}
          currentMicros={currentMicros}
          reachedMicros={plan?.budgetMicros ?? null}
          refusal={refusal}
          onChange={change}
          onSlide={(budget) => {
            slides.current = true;
            change({ budget });
          }}
          onSession={(next) => {
            keepOpenPlan();
            setSession(next);
          }}
        />
        <main id="main" tabIndex={-1} aria-busy={plan !== rested || isRough}>
          {plan === null || rested === null ? (
            <p class="waiting">Drawing {figures.count(sheet.channels.length)} response curves…</p>
          ) : (
            <>
              <Still of={[shown, rested, curvePoints, figures]}>
                {() => (
                  <Headline
                    plan={plan}
                    rested={rested}
                    figures={figures}
                    solveMs={shown?.solveMs ?? 0}
                    isRough={isRough}
                    points={curvePoints}
                    currentMicros={currentMicros}
                  />
                )}
              </Still>
              {session.scenarios.length > 1 && (
                <Comparison
                  scenarios={session.scenarios}
                  plans={plans}
                  sheet={sheet}
                  rough={isRough ? session.open : null}
                  goals={session.scenarios.map((each) => each.goal ?? policy.goal)}
                  figures={figures}
                />
              )}
              <Still of={[plan, sheet, figures]}>
                {() => <Platforms plan={plan} sheet={sheet} figures={figures} />}
              </Still>
              <Still of={[plan, rested, sheet, figures, opened]}>
                {() => (
                  <Curves
                    plan={plan}
                    rested={rested}
                    sheet={sheet}
                    figures={figures}
                    opened={opened}
                    onClose={(id) => setOpened(without(opened, id))}
                  />
                )}
              </Still>
              <Still of={[plan, rested, sheet, figures, scenario.limits, opened]}>
                {() => (
                  <Channels
                    plan={plan}
                    rested={rested}
                    sheet={sheet}
                    figures={figures}
                    limits={scenario.limits}
                    opened={opened}
                    rowsSeen={rowsSeen}
                    onToggle={(id) => setOpened(opened.has(id) ? without(opened, id) : new Set([...opened, id]))}
                    onLimits={(limits) => change({ limits })}
                  />
                )}
              </Still>
              <Export scenario={scenario} patch={shown?.patch ?? ''} given={account.given} />
            </>
          )}
        </main>
      </div>
      <footer>
        marginal {account.version}. Data to {figures.day(sheet.asOf)},{' '}
        {figures.counted(sheet.channels.length, 'channel')}. The plan is made here, in your browser, by the modules the
        command line runs; nothing on this page can write a budget, and it asks nothing of any network.
      </footer>
    </>
  );
}

function knownOf({ sheets }: Account) {
  const channels = new Set(sheets.flatMap((sheet) => sheet.channels.map(({ channel }) => channel)));
  return { channels, goals: sheets.map(({ goal }) => goal) };
}

function largestOf({ sheets }: Account): ReadonlySet<string> {
  const channels = (sheets[0]?.channels ?? []).filter(({ paused, posterior }) => !paused && posterior !== null);
  const largest = channels.toSorted((a, b) => b.currentMicros - a.currentMicros).slice(0, CURVES_OPEN_FIRST);
  return new Set(largest.map(({ channel }) => channel));
}

function currentSumOf({ sheets }: Account): number {
  const channels = (sheets[0]?.channels ?? []).filter(({ paused }) => !paused);
  return Number(sumMicros(channels.map(({ currentMicros }) => currentMicros)));
}

function keyOf(scenario: Scenario): string {
  return JSON.stringify(overridesOf(scenario));
}

function without(opened: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...opened].filter((each) => each !== id));
}

function sorted(points: readonly BudgetPoint[]): BudgetPoint[] {
  return points.toSorted((a, b) => a.budgetMicros - b.budgetMicros);
}

function wholeUnits(micros: number): string {
  return String(Math.round(micros / 1e6));
}
