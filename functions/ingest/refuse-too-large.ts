import { MarginalError } from '../core/errors.ts';
import type { Inbox, InboxFile } from '../core/ports.ts';

/**
 * Refuses a file by its size, before it is read: a function that runs out of time or memory would fail the files beside
 * it too, time and again. Throws `FileTooLarge`.
 */
export function refuseTooLarge(
  { name, bytes }: Pick<InboxFile, 'name' | 'bytes'>,
  { bytesMax = Infinity }: Pick<Inbox, 'bytesMax'>,
): void {
  if (bytes <= bytesMax) return;
  throw new MarginalError(
    'FileTooLarge',
    `'${name}' has ${gigabytes(bytes)}; files of up to ${gigabytes(bytesMax)} are taken in here: split it`,
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
