import { parseArgs } from 'node:util';
import { benchAllocate } from './allocate/bench-allocate.ts';
import { benchDecisions } from './decisions/decisions.ts';
import { benchEstimator } from './estimator/bench-estimator.ts';
import { benchFold } from './fold/bench-fold.ts';
import { benchLambda } from './lambda/bench-lambda.ts';
import { describeMachine } from './machine.ts';
import { benchPage } from './page/bench-page.ts';
import { takePictures } from './page/take-pictures.ts';
import { benchPeers } from './peers/bench-peers.ts';
import { benchLimits } from './soak/bench-limits.ts';
import { benchSoak } from './soak/bench-soak.ts';

const USAGE = `npm run bench -- <name> [options]

  decisions   policies side by side on simulated accounts
                --quick           5 development seeds instead of 100
                --seeds N         so many seeds
                --resume          keep what an earlier run of the same code has played
                --only A5,B40     these scenarios alone
  allocate    how fast the allocator is, and how near its proofs come
                --quick           fewer rounds
  estimator   how long a channel's curve takes to fit
                --quick           fewer rounds
  pictures    the README's, taken anew from the sample account (needs Chromium)
  page        the what-if page under a moving slider, and reports by size (needs Chromium)
                --quick           fewer moves, no report of 10,000 channels
  fold        events into days: against DuckDB, the whole command, page, price
                --quick           a million events at most
  soak        totals to the micro: twice, shuffled, at once, damaged, killed 200 times
                --quick           200,000 events instead of 20 million, 10 kills
                --seed S          of what is left to chance
  limits      5 million channels, 100 million conversion ids
                --quick           200,000 and 400,000
  lambda      size and cold start of every function
                --quick           fewer starts
  peers       other optimisers on the same curves (needs python3)
                --quick           up to 50 lines
                --resume          keep what an earlier run has been answered
`;

/** Final figures are of seeds from 1001 on; development looks at 1 to 999 alone. */
const FIRST_FINAL_SEED = 1001;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    seeds: { type: 'string' },
    resume: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

const BENCHES: Readonly<Record<string, () => Promise<string>>> = {
  decisions: () =>
    benchDecisions({
      seeds: Number(values.seeds ?? (values.quick ? 5 : 100)),
      firstSeed: values.quick ? 1 : FIRST_FINAL_SEED,
      resume: values.resume,
      only: values.only?.split(',') ?? [],
    }),
  allocate: () => benchAllocate({ quick: values.quick }),
  estimator: async () => benchEstimator({ quick: values.quick }),
  pictures: takePictures,
  page: () => benchPage({ quick: values.quick }),
  fold: () => benchFold({ quick: values.quick }),
  soak: () => benchSoak({ quick: values.quick, seed: values.seed }),
  limits: () => benchLimits({ quick: values.quick }),
  lambda: () => benchLambda({ quick: values.quick }),
  peers: () => benchPeers({ quick: values.quick, resume: values.resume }),
};

const bench = BENCHES[positionals[0] ?? ''];
if (bench === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const told = await bench();
  process.stdout.write(`${describeMachine(process.argv.slice(2))}\n\n${told}\n`);
}
