import { reportedAt, trueCompleteness, type Playout } from '../playout.ts';
import { normal, streamOf, type Random } from '../random.ts';
import { VALUE_OF_CONVERSION } from '../scenarios.ts';
import { splitBudget } from '../split.ts';
import { stepBounds, type Policy } from './policy.ts';

const PRIOR_EXPONENT = 0.5;
const PRIOR_SPREAD = 0.3;
const MEMORY_DAYS = 60;
const STREAM = 21;

/** Log return = level + exponent · log(spend / starting spend), a normal posterior over both. */
interface PowerFit {
  readonly level: number;
  readonly exponent: number;
  /** Lower Cholesky factor of the covariance. */
  readonly factor: readonly [levelSd: number, cross: number, exponentSd: number];
}

/** Plans on the posterior mean, as if it were true. */
export const powerLaw: Policy = () => (question) => planOnPowers(question, null);

/** Thompson sampling: plans each day on one draw. */
export const thompson: Policy =
  ({ seed }) =>
  (question) =>
    planOnPowers(question, streamOf(seed, STREAM, question.day));

function planOnPowers({ playout, day, current }: Parameters<ReturnType<Policy>>[0], random: Random | null) {
  const { lines, budget } = playout.account;
  const bounds = stepBounds(playout, current);
  const planned = lines.map(({ startSpend }, line) => {
    const { level, exponent } = drawn(fitPower(playout, line, day), random);
    const slope = Math.min(0.95, Math.max(0.05, exponent));
    return {
      ...(bounds[line] ?? { low: 0, high: 0 }),
      returnAt: (spend: number) => Math.exp(level) * (spend / startSpend) ** slope,
    };
  });
  return { budgets: splitBudget(planned, budget) };
}

function drawn({ level, exponent, factor }: PowerFit, random: Random | null): { level: number; exponent: number } {
  if (random === null) return { level, exponent };
  const [levelSd, cross, exponentSd] = factor;
  const [a, b] = [normal(random), normal(random)];
  return { level: level + levelSd * a, exponent: exponent + cross * a + exponentSd * b };
}

/** Ridge regression in closed form; days weigh by their counting noise, and less the older they are. True completeness is given. */
function fitPower(playout: Playout, line: number, day: number): PowerFit {
  const { lines } = playout.account;
  const start = lines[line]?.startSpend ?? 1;
  let [w, wx, wz, wxx, wxz] = [1e-6, 0, 0, 0, 0];
  for (let past = 0; past < day; past += 1) {
    const spent = playout.spend[past * lines.length + line] ?? 0;
    if (!(spent > 0)) continue;
    const seen = reportedAt(playout, line, past, day - 1) + 0.5;
    const x = Math.log(spent / start);
    const z = Math.log((VALUE_OF_CONVERSION * seen) / trueCompleteness(playout, day - 1 - past));
    const weight = Math.exp((past - day) / MEMORY_DAYS) / (1.3 / seen + 0.15 ** 2 + 0.08 ** 2);
    w += weight;
    wx += weight * x;
    wz += weight * z;
    wxx += weight * x * x;
    wxz += weight * x * z;
  }
  const belief = 1 / PRIOR_SPREAD ** 2;
  const [b, c] = [wx, wxx + belief];
  const det = w * c - b * b;
  const level = (c * wz - b * (wxz + belief * PRIOR_EXPONENT)) / det;
  const exponent = (w * (wxz + belief * PRIOR_EXPONENT) - b * wz) / det;
  const levelSd = Math.sqrt(c / det);
  const cross = -b / det / levelSd;
  return { level, exponent, factor: [levelSd, cross, Math.sqrt(Math.max(0, w / det - cross * cross))] };
}
