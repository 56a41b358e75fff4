import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { madeStack } from './made-stack.ts';

/** `postbox.ts STAGE`: a queue that hears what the stage writes to those who approve of plans; prints its address. */
const stage = process.argv[2] ?? '';
const client = new CloudFormationClient({});
const { StackResources = [] } = await client.send(
  new DescribeStackResourcesCommand({ StackName: `marginal-${stage}` }),
);
const topic = StackResources.find(
  ({ ResourceType, LogicalResourceId = '' }) =>
    ResourceType === 'AWS::SNS::Topic' && LogicalResourceId.startsWith('NotificationsPlans'),
)?.PhysicalResourceId;

const outputs = await madeStack(`marginal-${stage}-postbox`, {
  Resources: {
    Box: { Type: 'AWS::SQS::Queue' },
    Letters: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Box' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Principal: { Service: 'sns.amazonaws.com' },
              Resource: { 'Fn::GetAtt': ['Box', 'Arn'] },
              Condition: { ArnEquals: { 'aws:SourceArn': topic } },
            },
          ],
        },
      },
    },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: topic, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Box', 'Arn'] } },
    },
  },
  Outputs: { Box: { Value: { Ref: 'Box' } } },
});
process.stdout.write(JSON.stringify(outputs));
