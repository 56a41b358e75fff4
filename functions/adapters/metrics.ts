import * as v from 'valibot';

export const METRICS_NAMESPACE = 'marginal';

/** What a stage measures of itself, by the names its alarms and its dashboard know. */
export const METRIC_UNITS = {
  Files: 'Count',
  Events: 'Count',
  Rows: 'Count',
  RefusedFiles: 'Count',
  RejectedShare: 'None',
  OldestFileSeconds: 'Seconds',
  DataAgeDays: 'None',
  SpendOfBudget: 'None',
  Held: 'None',
  Changes: 'Count',
} as const;

export type MetricName = keyof typeof METRIC_UNITS;

export type Metrics = Partial<Record<MetricName, number>>;

const DAY_MS = 86_400_000;

type Measure = (answer: unknown, nowMs: number) => Metrics;

/** An answer of another shape is not measured: a run does not fail for its metrics. */
function measure<Schema extends v.GenericSchema>(
  schema: Schema,
  read: (answer: v.InferOutput<Schema>, nowMs: number) => Metrics,
): Measure {
  return (answer, nowMs) => {
    const parsed = v.safeParse(schema, answer);
    return parsed.success ? read(parsed.output, nowMs) : {};
  };
}

const counts = {
  files: v.number(),
  rows: v.number(),
  events: v.number(),
  rejected: v.number(),
  refusedFiles: v.number(),
};

/** What the answers of some states say besides: read off the answer, so that a stage knows nothing of metrics. */
const MEASURES: Readonly<Record<string, Measure>> = {
  // A metric is billed by the hours it is written in: an empty inbox writes none.
  ListBatches: measure(v.object({ oldestFileSeconds: v.pipe(v.number(), v.gtValue(0)) }), ({ oldestFileSeconds }) => ({
    OldestFileSeconds: oldestFileSeconds,
  })),
  RollUpDays: measure(v.object(counts), ({ files, rows, events, rejected, refusedFiles }) => {
    if (files + refusedFiles === 0) return {};
    const share = rows + events === 0 ? 0 : rejected / (rows + events);
    return { Files: files, Rows: rows, Events: events, RefusedFiles: refusedFiles, RejectedShare: share };
  }),
  ScoreChannels: measure(
    v.object({ asOf: v.string(), spendOfBudget: v.nullable(v.number()) }),
    ({ asOf, spendOfBudget }, nowMs) => {
      const age = { DataAgeDays: Math.floor((nowMs - Date.parse(asOf)) / DAY_MS) };
      return spendOfBudget === null ? age : { ...age, SpendOfBudget: spendOfBudget };
    },
  ),
  MakePlan: measure(v.object({ status: v.string(), changes: v.number() }), ({ status, changes }) => ({
    Held: status === 'optimal' ? 0 : 1,
    Changes: changes,
  })),
};

/** The metrics of one answer as a line of CloudWatch's embedded metric format; undefined where there are none. */
export function metricsLine(
  answer: unknown,
  { state, stage, nowMs }: { state: string; stage: string; nowMs: number },
): string | undefined {
  const metrics = MEASURES[state]?.(answer, nowMs) ?? {};
  const names = Object.keys(METRIC_UNITS).filter((name): name is MetricName => name in metrics);
  if (names.length === 0) return undefined;
  return JSON.stringify({
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [['Stage']],
          Metrics: names.map((Name) => ({ Name, Unit: METRIC_UNITS[Name] })),
        },
      ],
    },
    Stage: stage,
    State: state,
    ...metrics,
  });
}
