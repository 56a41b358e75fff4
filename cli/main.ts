import { Command, CommanderError, Option } from 'commander';
import { MarginalError } from '../functions/core/errors.ts';
import { type Flags, parseFlags } from './flags.ts';
import { exitStatusOf, printError } from './print-error.ts';
import { catchStrayErrors } from './stray-errors.ts';
import { version } from './version.ts';

/** Answers the exit status: 0 done, 2 refused and nothing written, 1 failed, 130 interrupted. */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  catchStrayErrors(json);
  let status = 0;
  const program = programOf((code) => {
    status = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const shown = error instanceof CommanderError ? usageError(error) : error;
    printError(shown, json);
    return exitStatusOf(shown);
  }
}

/** Commander's "error: unknown command 'plna'\n(Did you mean plan?)" as one line of our own. */
function usageError(error: CommanderError): MarginalError {
  const said = error.message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  const message = error.code === 'commander.help' ? 'no command given; `marginal --help` lists them' : said;
  return new MarginalError('UsageError', message, { cause: error });
}

type Done = (status: number) => void;

function programOf(done: Done): Command {
  const program = new Command('marginal')
    .description('Moves advertising budgets to where the next unit of money earns most.')
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'say what a command does, with examples')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES.marginal);

  const command = (name: string, description: string, example: string): Command => {
    const made = program
      .command(name)
      .description(description)
      .helpOption('-h, --help', 'say what this command does, with examples')
      .addHelpText('after', example)
      .exitOverride()
      .configureOutput({ outputError: () => undefined });
    return addCommonOptions(made);
  };

  command(
    'demo',
    'run on the sample account that ships with marginal, then say what to try next',
    EXAMPLES.demo,
  ).action(act(done, async (flags) => (await import('./commands/demo.ts')).demo(flags)));
  command(
    'run',
    'the scheduled job: ingest what is new, score, plan, guard, apply if the policy says so, report',
    EXAMPLES.run,
  ).action(act(done, async (flags) => (await import('./commands/run.ts')).run(flags)));
  command(
    'ingest',
    'bring files or folders into the store; - reads events (NDJSON) from standard input',
    EXAMPLES.ingest,
  )
    .argument('<path...>', 'files or folders, or -')
    .action(act(done, async (flags, [paths]) => (await import('./commands/ingest.ts')).ingest(flags, namesOf(paths))));
  command('score', 'return on spend per channel, as of a day', EXAMPLES.score).action(
    act(done, async (flags) => (await import('./commands/score.ts')).score(flags)),
  );
  command('what-if', 'a plan under changed assumptions; writes nothing, ever', EXAMPLES.whatIf)
    .option('--budget <amount>', 'the total budget a day, in units of the currency')
    .option('--max-change <share>', 'how far a budget may move, such as 30%')
    .option('--goal <goal>', 'revenue, conversions or profit')
    .option('--target-roas <ratio>', 'the largest spend whose return per spend is at least this')
    .option(
      '--set <rule>',
      'a limit of one channel, "google:123:456.max=500", or a key of the policy, "guardrails.maxBudget=900" (repeatable)',
      collect,
    )
    .action(
      act(done, async (flags, given) => (await import('./commands/what-if.ts')).whatIfCommand(flags, optionsOf(given))),
    );
  command('plans', 'past plans, newest first', EXAMPLES.plans).action(
    act(done, async (flags) => (await import('./commands/plans.ts')).plans(flags)),
  );
  command('plan', 'one plan in full', EXAMPLES.plan)
    .argument('<run>', 'the id of a run, or as much of its beginning as no other has')
    .action(act(done, async (flags, [run]) => (await import('./commands/plan.ts')).plan(flags, String(run))));
  command('apply', "write a plan's budgets to their destinations", EXAMPLES.apply)
    .argument('<run>', 'the id of a run, or as much of its beginning as no other has')
    .option('--assume-current', 'also move budgets that are only known from mean spend')
    .action(
      act(done, async (flags, [run, given]) =>
        (await import('./commands/apply.ts')).apply(flags, String(run), {
          assumeCurrent: optionsOf([given])['assumeCurrent'] === true,
        }),
      ),
    );
  command('rollback', 'put the earlier budgets back where those of the run still stand', EXAMPLES.rollback)
    .argument('<run>', 'the id of a run, or as much of its beginning as no other has')
    .action(act(done, async (flags, [run]) => (await import('./commands/apply.ts')).rollback(flags, String(run))));
  command(
    'audit',
    'every budget change: when, who, channel, old, new, run, destination, outcome',
    EXAMPLES.audit,
  ).action(act(done, async (flags) => (await import('./commands/audit.ts')).audit(flags)));
  command('report', 'the HTML report of a run, the newest by default', EXAMPLES.report)
    .argument('[run]', 'the id of a run, or as much of its beginning as no other has')
    .option('--open', 'show it in the browser')
    .action(
      act(done, async (flags, [run, given]) =>
        (await import('./commands/report.ts')).report(flags, typeof run === 'string' ? run : undefined, {
          open: optionsOf([given])['open'] === true,
        }),
      ),
    );
  command('backtest', 'how well past scores predicted your own history; writes nothing', EXAMPLES.backtest).action(
    act(done, async (flags) => (await import('./commands/backtest.ts')).backtestCommand(flags)),
  );
  command('serve', 'the what-if page on 127.0.0.1; writes nothing but the file you name', EXAMPLES.serve)
    .option('--port <number>', 'where it listens; 0 picks a free port', '7468')
    .option('--export <file>', 'write the page as one file that works from disk, and end')
    .action(act(done, async (flags, given) => (await import('./commands/serve.ts')).serve(flags, optionsOf(given))));
  command('allocate', 'the solver alone, on curves you give it', EXAMPLES.allocate)
    .argument('<problem>', 'a JSON file')
    .action(
      act(done, async (flags, [file]) => (await import('./commands/allocate.ts')).allocateCommand(flags, String(file))),
    );

  command('send', 'events from standard input into named, compressed batch files in the inbox', EXAMPLES.send)
    .option('--name <producer>', "the producer's; its files begin with it", 'events')
    .option('--compression <kind>', 'gzip or zstd', 'gzip')
    .option('--max-bytes <n>', 'a batch ends with the line that reaches this size, uncompressed', '16777216')
    .option('--max-seconds <n>', 'or when its first line has waited this long', '60')
    .action(act(done, async (flags, given) => (await import('./commands/send.ts')).send(flags, optionsOf(given))));

  command('refold', 'make everything derived again from the raw files', EXAMPLES.refold).action(
    act(done, async (flags) => (await import('./commands/refold.ts')).refoldCommand(flags)),
  );

  command('cost', 'what an event volume costs on AWS, line by line', EXAMPLES.cost)
    .option('--events-per-second <n>', 'on the average (default: 10000)')
    .option('--bytes-per-event <n>', 'as stored, compressed (default: 36)')
    .option('--channels <n>', 'that spend (default: 2000)')
    .option('--conversion-share <share>', 'of the events (default: 0.01)')
    .option('--freshness <seconds>', 'between two ingests (default: 300)')
    .option('--producers <n>', 'that write files of their own (default: 1)')
    .option('--raw-days <n>', 'that raw files are kept (default: 5)')
    .action(act(done, async (flags, given) => (await import('./commands/cost.ts')).cost(flags, optionsOf(given))));

  return program;
}

function addCommonOptions(command: Command): Command {
  return command
    .option('--store <dir>', 'where facts, plans and the ledger are kept', '.marginal')
    .option('--policy <file>', 'budgets, guardrails and destinations', 'policy.yaml')
    .option('--inbox <dir>', 'where exports and event files arrive', 'inbox')
    .option('--out <dir>', 'where reports and sheets are written', 'out')
    .option('--as-of <day>', 'judge by the data up to this day (default: the last day all sources have delivered)')
    .option('--since <day>', 'leave out older days (default: all history)')
    .option('--json', 'one JSON document on standard output')
    .addOption(new Option('--stage <name>', 'talk to a deployed stage instead of the embedded one'));
}

function act(done: Done, work: (flags: Flags, given: unknown[]) => Promise<number>) {
  return async (...given: unknown[]): Promise<void> => {
    // Commander calls an action with its arguments, then its options, then the command itself.
    const operands = given.slice(0, -1);
    done(await work(parseFlags(optionsOf(operands), typedOptions(given.at(-1))), operands));
  };
}

function typedOptions(command: unknown): ReadonlySet<string> {
  if (!(command instanceof Command)) return new Set();
  const names = Object.keys(command.opts());
  return new Set(names.filter((name) => command.getOptionValueSource(name) === 'cli'));
}

function optionsOf(operands: readonly unknown[]): Readonly<Record<string, unknown>> {
  const last = operands.at(-1);
  return typeof last === 'object' && last !== null ? { ...last } : {};
}

function namesOf(paths: unknown): string[] {
  return Array.isArray(paths) ? paths.map(String) : [];
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

const EXAMPLES = {
  marginal: `
Examples:
  marginal demo                         the sample account, end to end
  marginal run --inbox exports          your own exports, with policy.yaml beside them
  marginal what-if --budget 12000       and if we had 12,000 a day?
  marginal apply 2026-10-01-3f9a01bc    write a plan's budgets
`,
  demo: `
It has a policy and an inbox of its own: --policy and --inbox do not count, and --stage is refused.

Examples:
  marginal demo
  marginal demo --store sample --out sample/out
`,
  run: `
Examples:
  marginal run
  marginal run --inbox exports --policy client.yaml --store client --json
  marginal run --as-of 2026-09-30
`,
  ingest: `
Examples:
  marginal ingest exports/ extra/google.csv
  gunzip -c events.ndjson.gz | marginal ingest -
`,
  score: `
Examples:
  marginal score
  marginal score --as-of 2026-09-30 --since 2026-07-01 --json
`,
  whatIf: `
Examples:
  marginal what-if --budget 12000
  marginal what-if --max-change 30% --target-roas 3
  marginal what-if --set "google:123:456.max=500" --set "meta:42:7.lock=true"
  marginal what-if --set guardrails.cooldownDays=0 --set guardrails.minConversions=10
`,
  plans: `
Example:
  marginal plans --json
`,
  plan: `
Examples:
  marginal plan 2026-10-01-3f9a01bc
  marginal plan 2026-10-01 --json
`,
  apply: `
Examples:
  marginal apply 2026-10-01-3f9a01bc
  marginal apply 2026-10-01-3f9a01bc --assume-current
`,
  rollback: `
Example:
  marginal rollback 2026-10-01-3f9a01bc
`,
  audit: `
Example:
  marginal audit --json
`,
  report: `
Examples:
  marginal report --open
  marginal report 2026-10-01-3f9a01bc --out reports
`,
  send: `
Examples:
  tracker | marginal send --name web-1
  zcat events.log.gz | marginal send --inbox inbox --compression zstd --max-seconds 300
`,
  serve: `
Examples:
  marginal serve
  marginal serve --port 0 --json
  marginal serve --export what-if.html
`,
  backtest: `
Examples:
  marginal backtest
  marginal backtest --as-of 2026-09-30 --json
`,
  cost: `
Examples:
  marginal cost --events-per-second 10000
  marginal cost --events-per-second 169 --producers 20 --freshness 900 --json
`,
  refold: `
Example:
  marginal refold --store .marginal
`,
  allocate: `
Example:
  marginal allocate problem.json --json

  problem.json: {"budget": 300, "lines": [
    {"id": "a", "max": 1000, "curve": {"kind": "hill", "ceiling": 600, "halfSaturation": 120, "slope": 1}},
    {"id": "b", "max": 1000, "curve": {"kind": "hill", "ceiling": 900, "halfSaturation": 200, "slope": 1}}]}
`,
} as const;
