import { describe, expect, test } from 'vitest';
import { encodeComponent, queryText, signedHeaders } from '../../../functions/adapters/aws/signature.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

describe('signedHeaders', () => {
  test("signs the example of AWS's documentation as it does", () => {
    const headers = signedHeaders(
      {
        method: 'GET',
        host: 'iam.amazonaws.com',
        path: '/',
        query: { Version: '2010-05-08', Action: 'ListUsers' },
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body: new Uint8Array(),
      },
      { credentials, region: 'us-east-1', service: 'iam', atMs: Date.UTC(2015, 7, 30, 12, 36) },
    );
    expect(headers['authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, ' +
        'SignedHeaders=content-type;host;x-amz-date, ' +
        'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    );
  });

  test("signs S3's own example, with the hash of the body among the headers", () => {
    const headers = signedHeaders(
      {
        method: 'GET',
        host: 'examplebucket.s3.amazonaws.com',
        path: '/test.txt',
        query: {},
        headers: { Range: 'bytes=0-9' },
        body: new Uint8Array(),
      },
      {
        credentials: {
          accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
          secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        },
        region: 'us-east-1',
        service: 's3',
        atMs: Date.UTC(2013, 4, 24),
      },
    );
    expect(headers['authorization']).toContain(
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
  });
});

describe('queryText', () => {
  test('sorts by name and encodes everything but the unreserved', () => {
    expect(queryText({ b: 'x y', a: "é!'()*/", 'c-._~': '' })).toBe('a=%C3%A9%21%27%28%29%2A%2F&b=x%20y&c-._~=');
    expect(encodeComponent('a/b+c')).toBe('a%2Fb%2Bc');
  });
});
