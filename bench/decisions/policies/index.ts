import { farOracle, freeOracle, knownShape, nearOracle } from './oracle.ts';
import { ours } from './ours.ts';
import type { Policy } from './policy.ts';
import { powerLaw, thompson } from './power-law.ts';
import { refit, refitInformed } from './refit.ts';
import { equalSplit, hold, roasShare, tenPercentRule } from './simple.ts';

/** In the order of the tables. */
export const POLICIES: Readonly<Record<string, Policy>> = {
  hold,
  equalSplit,
  roasShare,
  tenPercentRule,
  powerLaw,
  thompson,
  refit,
  refitInformed,
  ours,
  knownShape,
  nearOracle,
  farOracle,
  freeOracle,
};
