import { Duration } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Where the stage speaks to people, and where what could not be delivered waits for one. */
export class Notifications extends Construct {
  readonly alarms: Topic;
  readonly plans: Topic;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { email }: { email: string | null }) {
    super(scope, id);
    this.alarms = new Topic(this, 'Alarms', { enforceSSL: true });
    this.plans = new Topic(this, 'Plans', { enforceSSL: true });
    if (email !== null) {
      for (const topic of [this.alarms, this.plans]) topic.addSubscription(new EmailSubscription(email));
    }
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
  }
}
