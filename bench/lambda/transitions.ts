import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { encodeJson } from '../../functions/core/json.ts';
import { taskStates } from '../../workflows/task-states.ts';

/** States that an execution enters, which AWS bills, where each task answers as told: run by the interpreter itself. */
export async function transitions(
  definition: { readonly States: Readonly<Record<string, unknown>> },
  input: Readonly<Record<string, null>>,
  answers: Readonly<Record<string, unknown>>,
): Promise<number> {
  const filled: StateMachineDefinition = JSON.parse(
    encodeJson(definition).replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1'),
  );
  const machine = new StateMachine(filled, { validationOptions: { noValidate: true } });
  const handlers = taskStates(definition).map((state) => [state, () => JSON.parse(encodeJson(answers[state] ?? {}))]);
  const execution = machine.run(
    { ...input },
    {
      context: { Execution: { Name: 'bench', Input: { ...input } } },
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    },
  );
  await execution.result;
  let entered = 0;
  for await (const { type } of execution.eventLogs) if (type.endsWith('StateEntered')) entered += 1;
  return entered;
}
