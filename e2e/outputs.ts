import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { stackNameOf } from '../workflows/stage-outputs.ts';

/** What the stage's stack says of itself. */
export async function outputsOf(stage: string): Promise<Readonly<Record<string, string>>> {
  const client = new CloudFormationClient({});
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: stackNameOf(stage) }));
  return Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}
