import { App } from 'aws-cdk-lib';
import { PRICES } from '../../functions/cost/prices.ts';
import { marginalApp } from '../../infra/marginal-app.ts';
import type { Requests } from './local-aws.ts';

/** One ingest of an empty inbox, as it is scheduled. */
export interface IdleIngest {
  readonly requests: Requests;
  /** Of its functions: memory by the time they take, and how many are called. */
  readonly gbSeconds: number;
  readonly invocations: number;
  readonly seconds: number;
}

/** One run of the daily machine. */
export interface DailyRun extends IdleIngest {
  readonly transitions: number;
}

export interface RestLine {
  readonly item: string;
  readonly usd: number;
}

/** On demand in us-east-1, of the pricing pages of CloudWatch, X-Ray, Scheduler and DynamoDB, without free tiers. */
const ALARM_MONTH = 0.1;
const METRIC_MONTH = 0.3;
const TRACE = 5e-6;
const SCHEDULED_START = 1e-6;
const TABLE_GB_MONTH = 0.25;
const BACKUP_GB_MONTH = 0.2;

const DAYS = 30;
const INGESTS = (DAYS * 24 * 60) / 5;
const LOG_BYTES_PER_INVOCATION = 2000;
const EXPRESS_GB = 0.0625;
/** Metrics of a day without files: two of the score, two of the plan, each of one hour. */
const METRIC_HOURS_A_DAY = 4;
/** A small account: rollups, plans, reports and their old versions; the ledger. */
const STORE_GB = 0.5;
const LEDGER_GB = 0.05;

/** What a month costs in which no file comes and one plan a day is made. */
export function atRest(idle: IdleIngest, daily: DailyRun): RestLine[] {
  const alarms = countOf('AWS::CloudWatch::Alarm');
  const invocations = INGESTS * idle.invocations + DAYS * daily.invocations;
  return [
    { item: `${alarms} alarms`, usd: alarms * ALARM_MONTH },
    {
      item: `metrics: ${METRIC_HOURS_A_DAY} for an hour a day`,
      usd: (METRIC_HOURS_A_DAY * DAYS * METRIC_MONTH) / (DAYS * 24),
    },
    {
      item: `ingest: ${INGESTS.toLocaleString('en')} Express executions`,
      usd: INGESTS * (PRICES.expressRequest.usd + EXPRESS_GB * idle.seconds * PRICES.expressGbSecond.usd),
    },
    {
      item: 'ingest: functions',
      usd: INGESTS * (idle.invocations * PRICES.invocation.usd + idle.gbSeconds * PRICES.lambdaGbSecond.usd),
    },
    { item: 'ingest: requests to S3 and DynamoDB', usd: INGESTS * usdOf(idle.requests) },
    { item: `daily run: ${daily.transitions} transitions, functions, requests`, usd: DAYS * usdOfRun(daily) },
    { item: 'logs', usd: ((invocations * LOG_BYTES_PER_INVOCATION) / 1e9) * PRICES.logGb.usd },
    { item: 'traces, schedules', usd: (INGESTS + DAYS) * (TRACE + SCHEDULED_START) },
    {
      item: `storage: ${STORE_GB} GB of objects, ${LEDGER_GB} GB of ledger with its backup`,
      usd: STORE_GB * PRICES.objectGbMonth.usd + LEDGER_GB * (TABLE_GB_MONTH + BACKUP_GB_MONTH),
    },
    {
      item: 'dashboard (the first three of an account; $3 each from then on), keys owned by AWS, topics, queue',
      usd: 0,
    },
  ];
}

export function usdOfRun({ requests, transitions, invocations, gbSeconds }: DailyRun): number {
  return (
    transitions * PRICES.transition.usd +
    invocations * PRICES.invocation.usd +
    gbSeconds * PRICES.lambdaGbSecond.usd +
    usdOf(requests)
  );
}

function usdOf({ puts, gets, lists, writeUnits, readUnits }: Requests): number {
  return (
    (puts + lists) * PRICES.objectPut.usd +
    gets * PRICES.objectGet.usd +
    writeUnits * PRICES.writeUnit.usd +
    readUnits * PRICES.readUnit.usd
  );
}

let types: readonly string[] | undefined;

/** Resources of a type that a stage has. */
function countOf(type: string): number {
  types ??= resourceTypes();
  return types.filter((found) => found === type).length;
}

function resourceTypes(): string[] {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], stage: 'bench' } });
  marginalApp(app);
  return app
    .synth()
    .stacks.flatMap(({ template }) =>
      Object.values(Object(template).Resources).map((resource) => String(Object(resource).Type)),
    );
}
