import { codeOf } from '../functions/adapters/objects/folder.ts';
import { MarginalError } from '../functions/core/errors.ts';
import { printError } from './print-error.ts';

/**
 * Errors that reach no `catch`: of the output streams, and of the store's database, which throws them from a callback of
 * its own. They end the process with one line and status 1 instead of a stack trace; a reader that has seen
 * enough (`| head`) is no error, and what is under way goes on to its end.
 */
export function catchStrayErrors(json: boolean): void {
  process.stdout.on('error', (error) => {
    if (codeOf(error) === 'EPIPE') return;
    printError(new MarginalError('RunFailed', `cannot write to standard output: ${error.message}`), json);
    // The command may still be about to end with a status of its own.
    process.on('exit', () => {
      process.exitCode = 1;
    });
  });
  // Where errors themselves cannot be told, nothing is left to do.
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    printError(error, json);
    process.exit(1);
  });
}
