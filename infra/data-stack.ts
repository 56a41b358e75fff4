import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { EXPIRED_VERSION_DAYS, INBOX_DAYS, STORE_EXPIRIES } from '../functions/core/retention.ts';
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
    this.store = this.privateBucket(
      'Store',
      STORE_EXPIRIES.map(({ prefix, days }) => expiring(prefix.slice(0, -1).replace('/', '-'), days, prefix)),
    );
    this.inbox = this.privateBucket('Inbox', [expiring('taken', INBOX_DAYS)]);
  }

  private privateBucket(id: string, expiries: LifecycleRule[]): Bucket {
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
        ...expiries,
        { id: 'drop-markers', expiredObjectDeleteMarker: true },
      ],
    });
  }
}

/** Where two rules meet, S3 goes by the shorter: a version of these is not kept as long as others. */
function expiring(id: string, days: number, prefix?: string): LifecycleRule {
  return {
    id: `expire-${id}`,
    ...(prefix === undefined ? {} : { prefix }),
    expiration: Duration.days(days),
    noncurrentVersionExpiration: Duration.days(EXPIRED_VERSION_DAYS),
  };
}
