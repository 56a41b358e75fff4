import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';
import { openDestination } from '../open-destination.ts';
import { parsePhaseInput, phaseAnswer } from '../phase-payload.ts';
import { writePhase } from '../write-phase.ts';

/** `{runId, changesKey}` → the same and counts: writes every decrease and reads it back. */
export const lowerBudgets: Task = async (input, world) => {
  const request = parsePhaseInput(input);
  return phaseAnswer(request, await writePhase({ ...request, phase: 'lowered' }, world, openDestination));
};

export const handler = onLambda(lowerBudgets);
