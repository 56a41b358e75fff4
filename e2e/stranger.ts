import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { setTimeout as wait } from 'node:timers/promises';

const STACK = 'marginal-e2e-stranger';
const WAIT_MS_MAX = 30_000;

/** Makes somebody of the account who may find the stage and nothing else; prints the role to assume. */
const TEMPLATE = {
  Resources: {
    Stranger: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
            },
          ],
        },
        Policies: [
          {
            PolicyName: 'find-the-stage',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: '*' }],
            },
          },
        ],
      },
    },
  },
  Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Stranger', 'Arn'] } } },
};

const client = new CloudFormationClient({});
await client.send(
  new CreateStackCommand({
    StackName: STACK,
    TemplateBody: JSON.stringify(TEMPLATE),
    Capabilities: ['CAPABILITY_IAM'],
  }),
);
const deadline = performance.now() + WAIT_MS_MAX;
for (;;) {
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: STACK }));
  if (stack?.StackStatus === 'CREATE_COMPLETE') {
    const outputs = (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
    process.stdout.write(JSON.stringify(Object.fromEntries(outputs)));
    break;
  }
  if (performance.now() > deadline) throw new Error(`the stack ${STACK} was not made within ${WAIT_MS_MAX / 1000} s`);
  await wait(200);
}
