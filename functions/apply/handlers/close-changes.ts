import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';
import { close } from '../close.ts';
import { openDestination } from '../open-destination.ts';
import { parsePhaseInput, phaseAnswer } from '../phase-payload.ts';

/**
 * `{runId, changesKey}` → the same, counts, the key of the result (`{"runId", "lines": […]}`) and the keys of the files
 * to take to the platforms.
 */
export const closeChanges: Task = async (input, world) => {
  const request = parsePhaseInput(input);
  const { resultKey, files, lines } = await close(request.changesKey, world, openDestination);
  return { ...phaseAnswer(request, lines), resultKey, files };
};

export const handler = onLambda(closeChanges);
