/** What a stage's stack says of itself, and the command line looks up: names and ARNs by these output ids. */
export const STAGE_OUTPUTS = [
  'LedgerTable',
  'StoreBucket',
  'InboxBucket',
  'IngestMachine',
  'BackfillMachine',
  'ReallocateMachine',
  'ApplyMachine',
  'ScoreFunction',
  'WhatIfFunction',
] as const;

export type StageOutput = (typeof STAGE_OUTPUTS)[number];

/** The stack that holds them. */
export function stackNameOf(stage: string): string {
  return `marginal-${stage}`;
}

export const STAGE_PATTERN = /^[a-z][a-z0-9-]{0,19}$/;
