import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';
import { sheetText } from '../answer-text.ts';
import { answerScore } from '../answers.ts';
import { parseQuestion } from '../question.ts';

/** A `Question` → `{sheet}`, a text: its sums may be beyond what a number of the runtime's JSON holds. */
export const score: Task = async (input, world) => {
  const question = parseQuestion(input);
  return { sheet: sheetText(await answerScore(question, world), question) };
};

export const handler = onLambda(score);
