import type { Account } from '../aws/account.ts';
import { AwsError, awsErrorOf } from '../aws/aws-error.ts';
import { type AwsRequest, bytesOf, send, sendForBytes, sendForText } from '../aws/send.ts';
import { inside } from './s3-list.ts';

/** Of one part in memory. S3 takes 10,000 parts: 78 GB. */
const PART_BYTES = 8 << 20;

/** Writes an object whose bytes do not fit in memory, in parts; what fits in one is sent in one. A failure leaves nothing. */
export async function s3PutStream(
  account: Account,
  target: AwsRequest,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const parts = inParts(chunks)[Symbol.asyncIterator]();
  const first = await parts.next();
  const second = first.done === true ? first : await parts.next();
  if (second.done === true) {
    await sendForBytes(account, { ...target, body: first.done === true ? new Uint8Array() : first.value });
    return;
  }
  const started = await sendForText(account, { ...target, method: 'POST', query: { uploads: '' } });
  const uploadId = inside(started, 'UploadId');
  try {
    const etags: string[] = [];
    for (const part of [first.value, second.value]) etags.push(await putPart(account, target, part, etags, uploadId));
    for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
      etags.push(await putPart(account, target, next.value, etags, uploadId));
    }
    await complete(account, target, etags, uploadId);
  } catch (error) {
    await sendForBytes(account, { ...target, method: 'DELETE', query: { uploadId } });
    throw error;
  }
}

async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    // Copied: a chunk is gone when the next one comes.
    waiting.push(Uint8Array.from(chunk));
    bytes += chunk.length;
    if (bytes < PART_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

async function putPart(
  account: Account,
  target: AwsRequest,
  body: Uint8Array,
  { length }: readonly string[],
  uploadId: string,
): Promise<string> {
  const query = { partNumber: String(length + 1), uploadId };
  const response = await send(account, { ...target, query, body });
  await bytesOf(response);
  return response.headers.etag ?? '';
}

/** S3 may answer 200 first and the failure after it. */
async function complete(account: Account, target: AwsRequest, etags: readonly string[], uploadId: string) {
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  const body = new TextEncoder().encode(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
  const answer = await sendForText(account, { ...target, method: 'POST', query: { uploadId }, body });
  if (answer.includes('<Error>')) throw awsErrorOf(500, answer);
  if (!answer.includes('<ETag>'))
    throw new AwsError('InternalError', 'S3 did not say that it put the parts together', 500);
}
