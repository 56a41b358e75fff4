import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { setTimeout as wait } from 'node:timers/promises';

const WAIT_MS_MAX = 30_000;

/** Makes a stack, waits for it, and answers its outputs. */
export async function madeStack(StackName: string, template: unknown): Promise<Readonly<Record<string, string>>> {
  const client = new CloudFormationClient({});
  const TemplateBody = JSON.stringify(template);
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  const deadline = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    if (stack?.StackStatus === 'CREATE_COMPLETE') {
      return Object.fromEntries(
        (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
    }
    if (performance.now() > deadline) {
      throw new Error(`the stack ${StackName} was not made within ${WAIT_MS_MAX / 1000} s: ${stack?.StackStatus}`);
    }
    await wait(200);
  }
}
