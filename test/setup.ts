import fc from 'fast-check';

/**
 * Laws are tried on the same cases at every run, so that a change is judged by what it changed. To look for new
 * counterexamples, give another seed: `LAW_SEED=random npm test`, or a number to replay one.
 */
const given = process.env['LAW_SEED'];
if (given !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(given ?? 20_261_122) });
