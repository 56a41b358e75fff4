import * as v from 'valibot';
import type { ChangeLine } from '../core/run-ledger.ts';

const phaseSchema = v.object({
  runId: v.string(),
  changesKey: v.string(),
});

export type PhaseRequest = v.InferOutput<typeof phaseSchema>;

/** What each state after the first is given: which prepared changes to go on with. */
export function parsePhaseInput(input: unknown): PhaseRequest {
  return v.parse(phaseSchema, input);
}

/** What each state hands on: its request, and how many lines of its own came to what. */
export function phaseAnswer(request: PhaseRequest, lines: readonly ChangeLine[]) {
  const count = (outcome: ChangeLine['outcome']) => lines.filter((line) => line.outcome === outcome).length;
  return { ...request, written: count('written'), skipped: count('skipped'), failed: count('failed') };
}
