import type { Outbox } from '../core/ports.ts';
import type { Account } from './aws/account.ts';
import { presignedUrl } from './aws/presigned-url.ts';
import { sendForText } from './aws/send.ts';
import { queryText } from './aws/signature.ts';
import { environment } from './environment.ts';

/** Subjects of SNS are at most 100 characters. */
const SUBJECT_LENGTH_MAX = 100;

/** E-mails by an SNS topic, with links into the store bucket. */
export function snsOutbox(account: Account): Outbox {
  return {
    stage: environment('STAGE'),
    linkTo: async (key, hours) => presignedUrl(account, { bucket: environment('STORE_BUCKET'), key, hours }),
    send: async ({ subject, text }) => {
      const query = {
        Action: 'Publish',
        Version: '2010-03-31',
        TopicArn: environment('PLAN_TOPIC'),
        Subject: subject.slice(0, SUBJECT_LENGTH_MAX),
        Message: text,
      };
      await sendForText(account, {
        service: 'sns',
        method: 'POST',
        path: '/',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new TextEncoder().encode(queryText(query)),
      });
    },
  };
}
