import { InvokeCommand } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import type { Question } from '../../functions/ask/question.ts';
import { MarginalError } from '../../functions/core/errors.ts';
import type { Connection } from './connect.ts';
import { isCatalogued } from './follow-execution.ts';

const Failure = v.object({ errorType: v.string(), errorMessage: v.string() });

/** Asks one of the stage's functions and answers what it says; throws the error it threw. */
export async function askFunction({ lambda }: Connection, functionName: string, question: Question): Promise<unknown> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(question)) }),
  );
  const answer: unknown = JSON.parse(Payload === undefined ? 'null' : new TextDecoder().decode(Payload));
  if (FunctionError === undefined) return answer;
  const failure = v.safeParse(Failure, answer);
  const { errorType, errorMessage } = failure.success
    ? failure.output
    : { errorType: FunctionError, errorMessage: JSON.stringify(answer) };
  if (isCatalogued(errorType)) throw new MarginalError(errorType, errorMessage);
  throw new MarginalError('RunFailed', `${functionName} failed: ${errorType}: ${errorMessage}`);
}
