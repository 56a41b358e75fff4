import * as v from 'valibot';

/** The parts of `--json` documents that the end-to-end tests look at. */
export const RunDocument = v.object({
  runId: v.string(),
  asOf: v.string(),
  currency: v.string(),
  ingest: v.object({
    files: v.number(),
    rows: v.number(),
    events: v.number(),
    accepted: v.number(),
    rejected: v.number(),
    duplicates: v.number(),
    restatedDays: v.number(),
    refusedFiles: v.number(),
  }),
  channels: v.array(
    v.object({ channel: v.string(), spendMicros: v.number(), returnMicros: v.number(), verdict: v.string() }),
  ),
  plan: v.object({
    status: v.string(),
    reason: v.string(),
    budgetMicros: v.number(),
    targetBudgetMicros: v.number(),
    lines: v.array(
      v.object({
        channel: v.string(),
        currentMicros: v.number(),
        currentSource: v.string(),
        proposedMicros: v.number(),
        binding: v.nullable(v.string()),
        reason: v.string(),
      }),
    ),
    expected: v.object({ upliftMicros: v.number(), probabilityBetter: v.number() }),
    certificate: v.object({
      multiplier: v.nullable(v.number()),
      boundMicros: v.nullable(v.number()),
      gap: v.nullable(v.number()),
    }),
  }),
  applied: v.nullable(v.object({ at: v.string(), by: v.string(), lines: v.number() })),
  report: v.nullable(v.string()),
});

export type RunDocument = v.InferOutput<typeof RunDocument>;

export const Changes = v.object({
  runId: v.string(),
  lines: v.array(
    v.object({
      channel: v.string(),
      fromMicros: v.number(),
      toMicros: v.number(),
      outcome: v.string(),
      reason: v.nullable(v.string()),
    }),
  ),
});

export const Audit = v.object({
  changes: v.array(
    v.object({
      action: v.string(),
      channel: v.string(),
      fromMicros: v.number(),
      toMicros: v.number(),
      outcome: v.string(),
    }),
  ),
});

export const Plans = v.object({
  plans: v.array(
    v.object({ runId: v.string(), status: v.string(), budgetMicros: v.number(), applied: v.nullable(v.unknown()) }),
  ),
});

export function proposedIn({ plan }: Pick<RunDocument, 'plan'>): (channel: string) => number {
  return (channel) => plan.lines.find((line) => line.channel === channel)?.proposedMicros ?? NaN;
}

export function currentIn({ plan }: Pick<RunDocument, 'plan'>): (channel: string) => number {
  return (channel) => plan.lines.find((line) => line.channel === channel)?.currentMicros ?? NaN;
}
