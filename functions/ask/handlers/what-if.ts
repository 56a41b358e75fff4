import { onLambda } from '../../adapters/on-lambda.ts';
import type { Task } from '../../core/world.ts';
import { planText, sheetText } from '../answer-text.ts';
import { answerWhatIf } from '../answers.ts';
import { parseQuestion } from '../question.ts';

/** A `Question` → `{sheet, plan}`, two texts. */
export const whatIf: Task = async (input, world) => {
  const { sheet, plan } = await answerWhatIf(parseQuestion(input), world);
  return { sheet: sheetText(sheet), plan: planText(plan) };
};

export const handler = onLambda(whatIf);
