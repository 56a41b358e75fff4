import { codeOf } from '../functions/adapters/objects/folder.ts';
import { ERRORS, MarginalError, messageOf } from '../functions/core/errors.ts';
import { encodeJson } from '../functions/core/json.ts';

const INTERRUPTED_STATUS = 130;

/** One line for a person; one JSON document on standard error for a program. */
export function printError(error: unknown, json: boolean): void {
  const { code, message, details } = describe(error);
  const line = json ? encodeJson({ error: { code, message, ...details } }) : `marginal: ${oneLine(message)}`;
  process.stderr.write(`${line}\n`);
}

export function exitStatusOf(error: unknown): number {
  if (!(error instanceof MarginalError)) return 1;
  return error.code === 'Interrupted' ? INTERRUPTED_STATUS : ERRORS[error.code].exit;
}

function describe(error: unknown): { code: string; message: string; details: Readonly<Record<string, unknown>> } {
  if (error instanceof MarginalError) return error;
  if (isFullDisk(error)) {
    return { code: 'StoreFull', message: 'no space left on the device; free some and run again', details: {} };
  }
  if (NOT_OPEN.has(codeOf(error) ?? '')) {
    const message = "the store's ledger cannot be opened: files in its folder 'ledger' are damaged, or another user's";
    return { code: 'ObjectUnreadable', message, details: {} };
  }
  return { code: 'RunFailed', message: messageOf(error), details: {} };
}

/** All that the store's database says of itself where it cannot be opened; it keeps the cause to itself. */
const NOT_OPEN = new Set(['LEVEL_DATABASE_NOT_OPEN', 'LEVEL_ITERATOR_NOT_OPEN']);

/** The store's database wraps the system's error in one of its own, which keeps but the words. */
function isFullDisk(error: unknown): boolean {
  const code = codeOf(error);
  if (code === 'LEVEL_IO_ERROR') return messageOf(error).includes('No space left');
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** Control characters of a hostile name could move the cursor or colour the terminal. */
function oneLine(message: string): string {
  // eslint-disable-next-line no-control-regex
  return message.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD');
}
