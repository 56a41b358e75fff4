import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { presignedUrl } from '../functions/adapters/aws/presigned-url.ts';
import { signedHeaders } from '../functions/adapters/aws/signature.ts';

/**
 * `letter.ts QUEUE-URL`: waits for the announcement of a plan and opens its link as whoever gets it would; prints subject,
 * text, what the link answered, and what links to the same report answer that were made 5 and 7 hours ago.
 */
const WAIT_MS_MAX = 60_000;
const HOUR_MS = 3_600_000;
const Received = v.object({ Messages: v.optional(v.array(v.object({ Body: v.string() })), []) });
const Letter = v.object({ Subject: v.string(), Message: v.string() });

const region = process.env['AWS_REGION'] ?? '';
const endpoint = process.env['AWS_ENDPOINT_URL'] ?? null;
const credentials = {
  accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
  sessionToken: process.env['AWS_SESSION_TOKEN'],
};
const queueUrl = process.argv[2] ?? '';

async function receive(): Promise<v.InferOutput<typeof Received>> {
  const { host, origin } = new URL(endpoint ?? queueUrl);
  const body = Buffer.from(JSON.stringify({ QueueUrl: queueUrl, WaitTimeSeconds: 1 }));
  const headers = signedHeaders(
    {
      method: 'POST',
      host,
      path: '/',
      query: {},
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
      body,
    },
    { credentials, region, service: 'sqs', atMs: Date.now() },
  );
  const response = await fetch(`${origin}/`, { method: 'POST', headers, body });
  return v.parse(Received, await response.json());
}

const deadline = performance.now() + WAIT_MS_MAX;
let letter: v.InferOutput<typeof Letter> | undefined;
while (letter === undefined && performance.now() < deadline) {
  const [message] = (await receive()).Messages;
  if (message === undefined) await wait(500);
  else letter = v.parse(Letter, JSON.parse(message.Body));
}
if (letter === undefined) throw new Error(`no announcement within ${WAIT_MS_MAX / 1000} s`);

const link = new URL(/https?:\/\/\S+/.exec(letter.Message)?.[0] ?? '');
const report = await fetch(link);
// The bucket is in the host at AWS, in the path at an endpoint of one's own.
const segments = link.pathname.slice(1).split('/').map(decodeURIComponent);
const bucket = endpoint === null ? (link.host.split('.s3.')[0] ?? '') : (segments.shift() ?? '');
const aged = async (hoursAgo: number) => {
  const atMs = Date.now() - hoursAgo * HOUR_MS;
  const account = { region, endpoint, credentials: async () => credentials };
  const old = await presignedUrl(account, { bucket, key: segments.join('/'), hours: 6, atMs });
  return (await fetch(old)).status;
};
process.stdout.write(
  JSON.stringify({
    subject: letter.Subject,
    text: letter.Message,
    status: report.status,
    type: report.headers.get('content-type'),
    isPage: (await report.text()).startsWith('<!doctype html>'),
    statusAfter5Hours: await aged(5),
    statusAfter7Hours: await aged(7),
  }),
);
