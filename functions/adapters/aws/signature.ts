import { createHmac, hash } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface SignableRequest {
  readonly method: string;
  readonly host: string;
  /** Percent-encoded once, as it goes over the wire. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface SigningTerms {
  readonly credentials: Credentials;
  readonly region: string;
  readonly service: string;
  readonly atMs: number;
}

/**
 * The headers that sign a request by AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). The body's hash is part
 * of it, so what arrives is what was sent. Worked example: the test has the one of AWS's own documentation.
 */
export function signedHeaders(request: SignableRequest, terms: SigningTerms): Record<string, string> {
  const { credentials, region, service, atMs } = terms;
  const at = new Date(atMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const bodyHash = hash('sha256', request.body);
  const headers: Record<string, string> = {
    ...lowerCased(request.headers),
    host: request.host,
    'x-amz-date': at,
    ...(service === 's3' ? { 'x-amz-content-sha256': bodyHash } : {}),
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const signedNames = names.join(';');
  const canonical = [
    request.method,
    // Every service but S3 signs the path as encoded twice.
    service === 's3' ? request.path : request.path.split('/').map(encodeComponent).join('/'),
    queryText(request.query),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    signedNames,
    bodyHash,
  ].join('\n');
  const scope = `${at.slice(0, 8)}/${region}/${service}/aws4_request`;
  const signature = signatureOf(canonical, { secretAccessKey: credentials.secretAccessKey, at, scope });
  const credential = `${credentials.accessKeyId}/${scope}`;
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedNames}, Signature=${signature}`;
  return headers;
}

/** The signature of a canonical request, under a key that is good for one day, Region and service: `scope`. */
export function signatureOf(
  canonical: string,
  { secretAccessKey, at, scope }: { secretAccessKey: string; at: string; scope: string },
): string {
  const canonicalHash = hash('sha256', canonical);
  const key = keyOf(secretAccessKey, scope);
  const toSign = ['AWS4-HMAC-SHA256', at, scope, canonicalHash].join('\n');
  return Buffer.from(hmac(key, toSign)).toString('hex');
}

/** The query as it is signed and sent: sorted, encoded by RFC 3986. */
export function queryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [encodeComponent(name), encodeComponent(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** RFC 3986: all but letters, digits and `-._~`. */
export function encodeComponent(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

const keys = new Map<string, Uint8Array | string>();
const KEYS_MAX = 20;

/** Four hashes that a day's requests to one service have in common. */
function keyOf(secretAccessKey: string, scope: string): Uint8Array | string {
  const id = `${secretAccessKey} ${scope}`;
  const known = keys.get(id);
  if (known !== undefined) return known;
  if (keys.size >= KEYS_MAX) keys.clear();
  const key = scope.split('/').reduce<Uint8Array | string>(hmac, `AWS4${secretAccessKey}`);
  keys.set(id, key);
  return key;
}

function hmac(key: Uint8Array | string, text: string): Uint8Array {
  return createHmac('sha256', key).update(text).digest();
}
