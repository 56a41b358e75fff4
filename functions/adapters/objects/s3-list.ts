import type { Account } from '../aws/account.ts';
import { sendForText } from '../aws/send.ts';

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly modifiedMs: number;
}

/** All objects of a bucket whose keys have the prefix, in order of their keys, a thousand a request. */
export async function* s3List(account: Account, bucket: string, prefix: string): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const text = await sendForText(account, {
      service: 's3',
      bucket,
      method: 'GET',
      path: '/',
      // Keys may hold characters that XML cannot; encoded, they all arrive.
      query: {
        'list-type': '2',
        'encoding-type': 'url',
        prefix,
        ...(token === undefined ? {} : { 'continuation-token': token }),
      },
    });
    for (const [, contents = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
      yield {
        key: decodeURIComponent(inside(contents, 'Key').replaceAll('+', ' ')),
        bytes: Number(inside(contents, 'Size')),
        etag: unescape(inside(contents, 'ETag')),
        modifiedMs: Date.parse(inside(contents, 'LastModified')),
      };
    }
    const next = inside(text, 'NextContinuationToken');
    token = next === '' ? undefined : unescape(next);
  } while (token !== undefined);
}

/** The text of the first element of this name; empty where there is none. */
export function inside(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
