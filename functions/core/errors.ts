/**
 * Every error a user, a log or a state machine can meet. `code` is the `name` of the thrown error, so the `Retry` and
 * `Catch` of the workflows match it; codes of rejected rows and refused files share the catalogue. A retired code is
 * never used again. docs/errors.md lists the same, and a test compares both.
 *
 * `exit` is the exit status where the error ends a command: 2 refused and nothing written, 1 failed.
 * `transient` says that trying again, unchanged, may succeed.
 */
interface CatalogueEntry {
  readonly exit: 1 | 2;
  readonly transient: boolean;
  readonly example: string;
}

export const ERRORS = {
  // The request.
  UsageError: entry(2, "unknown option '--bugdet'; did you mean '--budget'?"),
  PolicyInvalid: entry(2, "policy.yaml: unknown key 'gaurdrails'; did you mean 'guardrails'?"),
  PolicyMissing: entry(2, "no policy at 'policy.yaml'; it needs at least currency and timeZone"),
  ProblemInvalid: entry(
    2,
    "lines[0].curve.kind: got 'hil'; allowed: hill, power, logarithmic, exponential, logistic, points, sum",
  ),
  Infeasible: entry(2, 'the minimums of a, b and c sum to 30, the budget is 20: 10 too much'),
  GroupClash: entry(
    2,
    "groups 'search' and 'brand' share lines but neither holds the other; nest them or keep them apart",
  ),
  UnknownRun: entry(2, "no run '2026-10-01-0000'; `marginal plans` lists them"),
  NoData: entry(2, 'the store holds no data yet; `marginal ingest PATH` brings some in'),
  Stale: entry(2, 'the plan rests on data to 2026-10-01, 9 days old; maxAgeDays is 3'),
  NothingToApply: entry(2, "run '2026-10-01-0000' is held: it changes no budget"),
  NoDestination: entry(2, "no destination for platform 'google'; policy.yaml: destinations: { google: sheet }"),
  // The stage.
  NoCredentials: entry(2, "no AWS credentials for stage 'prod'; set AWS_PROFILE, or log in with `aws sso login`"),
  NoPermission: entry(2, "stage 'prod': the permission states:StartExecution is missing"),
  UnknownStage: entry(2, "no stage 'prdo' in eu-west-1: there is no stack 'marginal-prdo'"),
  StageUnreachable: entry(1, "cannot reach AWS for stage 'prod': ENOTFOUND", true),
  // Files refused whole.
  UnknownFormat: entry(2, 'no known format has the columns: id, foo, bar'),
  MissingColumn: entry(2, 'Google Ads report without a campaign id; add the column "Campaign ID"'),
  NoPerformance: entry(2, 'a table of accounts: it holds no spend and no results'),
  NoDailyBreakdown: entry(2, 'one row spans 2026-09-01 to 2026-09-30; add the breakdown "Day"'),
  CurrencyMismatch: entry(2, 'the file is in EUR, the policy in USD'),
  TruncatedFile: entry(2, 'the gzip stream ends early'),
  UnreadableFile: entry(2, "cannot read 'inbox/private.csv': EACCES"),
  FileTooLarge: entry(2, "'events.ndjson' has 6.4 GB; files of up to 3.0 GB are taken in here: split it"),
  LineTooLong: entry(2, 'line 7 is longer than 1 MiB'),
  BatchChanged: entry(2, "'events-1.ndjson' was ingested before with other bytes; give the file a new name"),
  // Rows rejected.
  InvalidRow: entry(2, 'spend: got "abc", a decimal number is needed'),
  InvalidDate: entry(2, 'date: got "31/31/2026", a day is needed'),
  FutureDate: entry(2, '2099-01-01 has not come yet'),
  NegativeSpend: entry(2, 'spend: got -5, at least 0 is allowed'),
  AmbiguousNumber: entry(2, 'spend: "1,234" may be 1234 or 1.234; the file mixes both'),
  MissingCampaign: entry(2, 'the row has no campaign id'),
  InvalidChannel: entry(2, 'channel is 10000 characters long; at most 256 are allowed'),
  InvalidEvent: entry(2, 'type: got "view"; allowed: impression, click, conversion, spend'),
  InvalidJson: entry(2, 'not a JSON object'),
  TooOld: entry(2, 'at 2020-01-01T00:00:00Z is older than acceptDays (400)'),
  TooManyChannels: entry(2, 'the file names more than 100,000 channels; split it'),
  TooManyConversions: entry(2, 'the file holds more than 4,000,000 conversions; split it'),
  TooNew: entry(2, 'at 2099-01-01T00:00:00Z is more than 10 minutes ahead'),
  // The store and the machine.
  StoreBusy: entry(2, "process 4711 holds the store '.marginal'; waited 600 s", true),
  StoreVersion: entry(2, "the store '.marginal' has version 9, this program knows 1; update marginal"),
  StoreFull: entry(1, 'no space left on the device of the store; free some and run again'),
  StoreReadOnly: entry(2, "cannot write to the store at '.marginal': its disk is mounted read-only (EROFS)"),
  ObjectUnreadable: entry(1, "'pages/a.ndjson' has format version 9, this program knows 1; update marginal"),
  Conflict: entry(1, 'the item plan#1 was changed by somebody else meanwhile', true),
  PayloadTooLarge: entry(1, 'state Plan answered 300,000 bytes; at most 262,144 are allowed'),
  DestinationFailed: entry(1, 'google: campaign 2: budget below the platform minimum'),
  RunFailed: entry(1, 'state Score failed: RangeError: …'),
  Interrupted: entry(1, 'interrupted; the next run completes what is missing'),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

function entry(exit: 1 | 2, example: string, transient = false): CatalogueEntry {
  return { exit, transient, example };
}

/** An error of the catalogue: says what was wrong, what was got and what is allowed. */
export class MarginalError extends Error {
  readonly code: ErrorCode;
  /** Numbers and names a program may want, printed beside code and message by `--json`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Narrows an unknown thrown thing to its message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
