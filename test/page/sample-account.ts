import { parsePolicy } from '../../functions/core/parse-policy.ts';
import type { Account } from '../../page/account.ts';
import { sampleRun } from '../../bench/page/sample-run.ts';

const POLICY = `
currency: USD
timeZone: America/New_York
guardrails: { maxChange: 20% }
channels:
  - { match: "google:*", max: 5000 }
groups:
  - { name: social, match: ["meta:*", "tiktok:*"], maxShare: 80% }
`;

/** The account of the report's tests, under a policy with a rule and a group. */
export function sampleAccount(options: { channels: number; days?: number }): Account {
  const { sheet } = sampleRun(options);
  return { version: '0.1.0', given: [], policy: parsePolicy(POLICY, 'policy.yaml'), sheets: [sheet] };
}
