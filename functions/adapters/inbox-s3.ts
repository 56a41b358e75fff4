import { MarginalError, messageOf } from '../core/errors.ts';
import type { Inbox, InboxFile } from '../core/ports.ts';
import type { Account } from './aws/account.ts';
import { send, sendForBytes } from './aws/send.ts';
import { s3List } from './objects/s3-list.ts';
import { s3Path } from './objects/s3-path.ts';

/** Notes on files that were refused: `rejected/<ETag>/<name>`. Deleting one has its file tried again. */
export const REJECTED = 'rejected/';

/**
 * One function folds and keeps a file within 4 minutes: at 36 MB/s of compressed events (as docs/cost.md counts a
 * million events in 36 MB) 3 GB take 1½ minutes; at half of that, 3.
 */
export const S3_FILE_BYTES_MAX = 3e9;

/** The objects of the inbox bucket; folder names, unfinished and parked files are not listed. */
export function s3Inbox(account: Account, bucket: string): Inbox {
  return {
    bytesMax: S3_FILE_BYTES_MAX,

    list: async () => {
      const files: InboxFile[] = [];
      const notes = new Set<string>();
      for await (const { key: name, bytes, etag: fingerprint, modifiedMs } of s3List(account, bucket, '')) {
        if (name.startsWith(REJECTED)) notes.add(name);
        else if (isThere(name)) files.push({ name, bytes, fingerprint, modifiedMs });
      }
      return { files: files.filter((file) => !notes.has(noteOf(file))), unreadable: [] };
    },

    open: async function* open(name) {
      try {
        const response = await send(account, { service: 's3', bucket, method: 'GET', path: s3Path(name) });
        for await (const chunk of response) yield chunk;
      } catch (error) {
        throw new MarginalError('UnreadableFile', `cannot read '${name}': ${messageOf(error)}`, { cause: error });
      }
    },

    park: async (file, reason) => {
      const body = new TextEncoder().encode(`${JSON.stringify({ file: file.name, ...reason })}\n`);
      await sendForBytes(account, { service: 's3', bucket, method: 'PUT', path: s3Path(noteOf(file)), body });
    },
  };
}

function noteOf({ name, fingerprint }: Pick<InboxFile, 'name' | 'fingerprint'>): string {
  return `${REJECTED}${fingerprint.replaceAll('"', '')}/${name}`;
}

function isThere(name: string): boolean {
  const segments = name.split('/');
  return !name.endsWith('/') && segments.every((segment) => !segment.startsWith('.') && !segment.endsWith('.part'));
}
