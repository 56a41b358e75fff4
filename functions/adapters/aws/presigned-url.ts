import { s3Path } from '../objects/s3-path.ts';
import type { Account } from './account.ts';
import { placeOf } from './place.ts';
import { queryText, signatureOf } from './signature.ts';

/** An address that opens one object for some hours, without credentials (AWS Signature Version 4, in the query). */
export async function presignedUrl(
  account: Account,
  { bucket, key, hours, atMs = Date.now() }: { bucket: string; key: string; hours: number; atMs?: number },
): Promise<string> {
  const { protocol, host, path } = placeOf(account, { service: 's3', bucket, path: s3Path(key) });
  const { accessKeyId, sessionToken, ...secret } = await account.credentials();
  const at = new Date(atMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = `${at.slice(0, 8)}/${account.region}/s3/aws4_request`;
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': at,
    'X-Amz-Expires': String(hours * 3600),
    'X-Amz-SignedHeaders': 'host',
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
  };
  const canonical = ['GET', path, queryText(query), `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const signature = signatureOf(canonical, { secretAccessKey: secret.secretAccessKey, at, scope });
  return `${protocol}//${host}${path}?${queryText(query)}&X-Amz-Signature=${signature}`;
}
