import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';
import { openDestination } from '../open-destination.ts';
import { parsePhaseInput, phaseAnswer } from '../phase-payload.ts';
import { writePhase } from '../write-phase.ts';

/** `{runId, changesKey}` → the same and counts: writes the increases that fit into what was freed. */
export const raiseBudgets: Task = async (input, world) => {
  const request = parsePhaseInput(input);
  return phaseAnswer(request, await writePhase({ ...request, phase: 'raised' }, world, openDestination));
};

export const handler = onLambda(raiseBudgets);
