import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { LEDGER_KEYS } from '../functions/adapters/dynamodb/ledger.ts';

/**
 * Facts, plans and the ledger. Construct ids are a contract: a renamed one would be a new, empty table. A test holds
 * them; everything here survives the deletion of its stack.
 */
export class DataStack extends Stack {
  readonly ledger: Table;
  readonly store: Bucket;
  readonly inbox: Bucket;

  constructor(scope: Construct, id: string, { stage }: { stage: string }) {
    super(scope, id, { description: `marginal ${stage}: ledger and objects`, terminationProtection: stage === 'prod' });

    this.ledger = new Table(this, 'Ledger', {
      partitionKey: { name: LEDGER_KEYS.partition, type: AttributeType.STRING },
      sortKey: { name: LEDGER_KEYS.sort, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.store = this.privateBucket('Store');
    this.inbox = this.privateBucket('Inbox');
  }

  private privateBucket(id: string): Bucket {
    return new Bucket(this, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: 'expire-old-versions',
          noncurrentVersionExpiration: Duration.days(35),
          abortIncompleteMultipartUploadAfter: Duration.days(2),
        },
      ],
    });
  }
}
