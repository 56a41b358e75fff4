import { madeStack } from './made-stack.ts';

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

process.stdout.write(JSON.stringify(await madeStack('marginal-e2e-stranger', TEMPLATE)));
