import type { Plan } from '../functions/core/plan.ts';
import type { Sketch } from './planner.ts';

/**
 * The plan a sketch stands for, upon one of the same scores: where a sketch does not tell a line, its words stay those of
 * the plan before, which nobody sees.
 */
export function sketchedPlan(before: Plan, { whole, proposedMicros, expectedReturnMicros, told }: Sketch): Plan {
  const toldOf = new Map(told.map((line) => [line.channel, line]));
  const lines = before.lines.map(
    (line, index) =>
      toldOf.get(line.channel) ?? {
        ...line,
        proposedMicros: proposedMicros[index] ?? 0,
        expectedReturnMicros: expectedReturnMicros[index] ?? 0,
      },
  );
  return { ...whole, lines };
}
