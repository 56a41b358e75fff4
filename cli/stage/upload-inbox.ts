import { HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { S3_FILE_BYTES_MAX } from '../../functions/adapters/inbox-s3.ts';
import { MarginalError } from '../../functions/core/errors.ts';
import type { Inbox } from '../../functions/core/ports.ts';
import type { World } from '../../functions/core/world.ts';
import { isEventFile } from '../../functions/ingest/batch-id.ts';
import { refuseTooLarge } from '../../functions/ingest/refuse-too-large.ts';
import type { Connection } from './connect.ts';

/** Of one part in memory; 10,000 parts of it make 78 GB, the most S3 takes of a file this way. */
const PART_BYTES = 8 << 20;

export interface RefusedUpload {
  readonly file: string;
  readonly line: 0;
  readonly code: 'BatchChanged' | 'FileTooLarge' | 'UnreadableFile';
  readonly message: string;
}

/**
 * Files into the inbox of the stage, under keys that are only ever created: what is there already is not sent again.
 * Another delivery of a report under its name gets a name beside it; other bytes for a batch of events are refused.
 */
export async function uploadInbox(
  connection: Connection,
  inbox: Inbox,
  { progress, signal }: Pick<World, 'progress' | 'signal'>,
): Promise<RefusedUpload[]> {
  const { files, unreadable } = await inbox.list();
  const refused = unreadable.map(({ name, message }) => refusal(name, 'UnreadableFile', message));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const { name, bytes } of files) {
    signal.throwIfAborted();
    try {
      refuseTooLarge({ name, bytes }, { bytesMax: S3_FILE_BYTES_MAX });
      if (!(await upload(connection, inbox, name))) {
        const message = `'${name}' is in the inbox with other bytes; give the file a new name`;
        refused.push(refusal(name, 'BatchChanged', message));
      }
    } catch (error) {
      if (!(error instanceof MarginalError)) throw error;
      if (error.code !== 'UnreadableFile' && error.code !== 'FileTooLarge') throw error;
      refused.push(refusal(name, error.code, error.message));
    }
    done += bytes;
    progress({ step: 'upload', done, total, unit: 'bytes' });
  }
  return refused;
}

function refusal(file: string, code: RefusedUpload['code'], message: string): RefusedUpload {
  return { file, line: 0, code, message };
}

/** Answers false where a batch of events is there with other bytes. */
async function upload(connection: Connection, inbox: Inbox, name: string): Promise<boolean> {
  const sha256 = await hashOf(inbox, name);
  const create = (key: string) => createObject(connection, key, { sha256, content: inbox.open(name) });
  if ((await create(name)) || (await hashAt(connection, name)) === sha256) return true;
  if (isEventFile(name)) return false;
  await create(besideName(name, sha256));
  return true;
}

/** `campaigns.csv` → `campaigns~1a2b3c4d.csv`. */
function besideName(name: string, sha256: string): string {
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}~${sha256.slice(0, 8)}${extension}`;
}

async function createObject(
  { s3, at }: Connection,
  key: string,
  { sha256, content }: { sha256: string; content: AsyncIterable<Uint8Array> },
): Promise<boolean> {
  const params = {
    Bucket: at.InboxBucket,
    Key: key,
    Body: Readable.from(content),
    IfNoneMatch: '*',
    Metadata: { sha256 },
  };
  try {
    await new Upload({ client: s3, params, partSize: PART_BYTES }).done();
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return false;
    throw error;
  }
}

async function hashAt({ s3, at }: Connection, key: string): Promise<string | undefined> {
  const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: at.InboxBucket, Key: key }));
  return Metadata?.['sha256'];
}

async function hashOf(inbox: Inbox, name: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of inbox.open(name)) hash.update(chunk);
  return hash.digest('hex');
}
