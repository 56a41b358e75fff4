import { EVENT_PAGES_DAYS, EXPIRED_VERSION_DAYS, INBOX_DAYS } from '../core/retention.ts';
import { type AlternativeCost, alternativesOf } from './alternatives.ts';
import { type EventLoad, runLoadOf } from './load.ts';
import { type Price, PRICES, type PriceName } from './prices.ts';
import { INGEST_STATES, type IngestState, runCountsOf, type StateCounts } from './run-counts.ts';

/**
 * Seconds of one vCPU to fold a million events (unpack, scan, sum, hash, keep): 0.55 measured on x86, Graviton taken as
 * 1.3 times slower, and 1.4 for code that starts cold and a vCPU that is not all ours. Neither was measured on Lambda.
 */
const FOLD_SECONDS_PER_MILLION = 0.55 * 1.3 * 1.4;
/** Assumed: what a small request takes from within the Region. */
const OBJECT_REQUEST_SECONDS = 0.015;
const LEDGER_REQUEST_SECONDS = 0.004;
const INVOCATION_SECONDS = 0.1;
/** 1,769 MB, one vCPU. */
const LAMBDA_GB = 1.7275;
/** As deployed: a test holds them to the table of tasks. */
export const MEMORY_GB: Readonly<Record<IngestState, number>> = {
  ListBatches: 1,
  FoldBatches: LAMBDA_GB,
  ClaimConversions: LAMBDA_GB,
  RollUpDays: LAMBDA_GB,
};
const EXPRESS_GB = 0.0625;
/** Lines of START, END and REPORT, one of figures, and of the machine. */
const LOG_BYTES_PER_INVOCATION = 2000;
/** Days of history a daily score reads, and the requests it makes besides; seconds it takes. */
const SCORE_DAYS = 400;
const SCORE_PUTS = 6;
const SCORE_TRANSITIONS = 6;
const SCORE_SECONDS = 20;
const SECONDS_PER_DAY = 86_400;
const DAYS_PER_MONTH = 30;
/** A page of 100,000 events over 2,000 channels, ids of a thousand conversions included; some rollups and claims. */
const DERIVED_BYTES_PER_FILE = 40_000;
const CLAIM_DAYS = 8;

export interface CostLine {
  readonly item: string;
  /** USD. */
  readonly perMillionEvents: number;
  readonly source: string;
}

export interface CostOfEvents {
  /** USD, the sum of the lines. */
  readonly perMillionEvents: number;
  readonly lines: readonly CostLine[];
  readonly alternatives: readonly AlternativeCost[];
}

/**
 * What a million events cost in us-east-1, from the producer's file to the daily score, the scheduled ingest running as
 * an Express machine; and what other designs would take for the same. Monthly prices of what is there once (alarms, a
 * dashboard) and taxes are not in it. Worked number: 10,000 events a second cost some $0.0005 a million.
 */
export function costOfEvents(load: EventLoad): CostOfEvents {
  const run = runLoadOf(load);
  const runsPerDay = SECONDS_PER_DAY / load.freshnessSeconds;
  const counts = runCountsOf({
    ...run,
    hasConversions: load.conversionShare > 0,
    claimDays: CLAIM_DAYS,
    days: 1,
    inboxFiles: run.files * runsPerDay * INBOX_DAYS,
  });
  const perMillion = 1e6 / run.events;
  const states = INGEST_STATES.map((state) => ({ memoryGb: MEMORY_GB[state], ...counts.states[state] }));
  const sum = (of: (state: StateCounts & { memoryGb: number }) => number) =>
    states.reduce((total, state) => total + of(state), 0);
  const invocations = sum((state) => state.invocations);
  const waitingSeconds = sum(waitingSecondsOf);
  const foldSeconds = (run.events / 1e6) * FOLD_SECONDS_PER_MILLION;
  const scorePerMillion = 1e6 / (load.eventsPerSecond * SECONDS_PER_DAY);
  const gbOf = (bytes: number) => bytes / 2 ** 30;
  const months = (days: number) => days / DAYS_PER_MONTH;
  const inboxDays = INBOX_DAYS + EXPIRED_VERSION_DAYS;
  const rawDays = load.rawDays + EXPIRED_VERSION_DAYS;
  const pageDays = EVENT_PAGES_DAYS + EXPIRED_VERSION_DAYS;

  const lines = [
    line('producers: files into the inbox', 'objectPut', run.files * perMillion),
    line('inbox: listing it', 'objectPut', sum(({ lists }) => lists) * perMillion),
    line('objects: raw files, pages, days, claims, what a run did', 'objectPut', sum(({ puts }) => puts) * perMillion),
    line('objects: reading them', 'objectGet', sum(({ gets }) => gets) * perMillion),
    line('ledger: register, claims, days', 'writeUnit', sum(({ writeUnits }) => writeUnits) * perMillion),
    line('ledger: reading it', 'readUnit', sum(({ readUnits }) => readUnits) * perMillion),
    line('machine: executions', 'expressRequest', perMillion),
    line(
      'machine: while it runs',
      'expressGbSecond',
      EXPRESS_GB * (waitingSeconds + foldSeconds / run.groups) * perMillion,
    ),
    line('functions: invocations', 'invocation', invocations * perMillion),
    line('functions: folding', 'lambdaGbSecond', foldSeconds * LAMBDA_GB * perMillion),
    line(
      'functions: waiting for objects and ledger',
      'lambdaGbSecond',
      sum((state) => state.memoryGb * waitingSecondsOf(state)) * perMillion,
    ),
    line('logs', 'logGb', gbOf(invocations * LOG_BYTES_PER_INVOCATION) * perMillion),
    line('daily score: days read', 'objectGet', SCORE_DAYS * scorePerMillion),
    line('daily score: sheet, plan, report', 'objectPut', SCORE_PUTS * scorePerMillion),
    line('daily score: transitions', 'transition', SCORE_TRANSITIONS * scorePerMillion),
    line('daily score: functions', 'lambdaGbSecond', SCORE_SECONDS * LAMBDA_GB * scorePerMillion),
    line(
      `storage: files in the inbox for ${inboxDays} days`,
      'objectGbMonth',
      gbOf(1e6 * load.bytesPerEvent) * months(inboxDays),
    ),
    line(`storage: raw files for ${rawDays} days`, 'objectGbMonth', gbOf(1e6 * load.bytesPerEvent) * months(rawDays)),
    line(
      `storage: pages, days and claims for ${pageDays} days`,
      'objectGbMonth',
      gbOf(run.files * DERIVED_BYTES_PER_FILE) * perMillion * months(pageDays),
    ),
  ];
  return {
    perMillionEvents: lines.reduce((sum, { perMillionEvents }) => sum + perMillionEvents, 0),
    lines,
    alternatives: alternativesOf(load),
  };
}

/** All invocations of a state together. */
function waitingSecondsOf({ invocations, objectRounds, ledgerRounds }: StateCounts): number {
  return (
    invocations * INVOCATION_SECONDS + objectRounds * OBJECT_REQUEST_SECONDS + ledgerRounds * LEDGER_REQUEST_SECONDS
  );
}

function line(item: string, price: PriceName, quantity: number): CostLine {
  const { usd, per, source }: Price = PRICES[price];
  return { item, perMillionEvents: usd * quantity, source: `${usd} USD a ${per}: ${source}` };
}
