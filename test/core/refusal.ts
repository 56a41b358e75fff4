import { MarginalError } from '../../functions/core/errors.ts';

/** The error an act is refused with. */
export function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof MarginalError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
}
