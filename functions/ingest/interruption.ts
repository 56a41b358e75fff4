import { MarginalError } from '../core/errors.ts';

/** Asked before each effect: a run that was told to stop writes nothing more. Throws `Interrupted`. */
export function refuseIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new MarginalError('Interrupted', 'interrupted; the next run completes what is missing');
}
