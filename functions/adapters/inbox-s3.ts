import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { MarginalError } from '../core/errors.ts';
import type { Inbox, InboxFile } from '../core/ports.ts';

/** The objects of the inbox bucket; folder names and unfinished files are not listed. */
export function s3Inbox(client: S3Client, bucket: string): Inbox {
  return {
    list: async () => {
      const files: InboxFile[] = [];
      let token: string | undefined;
      do {
        const page = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, ...(token === undefined ? {} : { ContinuationToken: token }) }),
        );
        for (const { Key: name, Size: bytes, ETag: fingerprint } of page.Contents ?? []) {
          if (name === undefined || bytes === undefined || fingerprint === undefined || !isThere(name)) continue;
          files.push({ name, bytes, fingerprint });
        }
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return { files, unreadable: [] };
    },

    open: async function* open(name) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
      if (Body === undefined) throw new MarginalError('UnreadableFile', `cannot read '${name}': it has no body`);
      yield* Body.transformToWebStream();
    },
  };
}

function isThere(name: string): boolean {
  const segments = name.split('/');
  return !name.endsWith('/') && segments.every((segment) => !segment.startsWith('.') && !segment.endsWith('.part'));
}
