import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parsePolicy } from '../functions/core/parse-policy.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * `npm run deploy -- --stage prod --policy policy.yaml --email you@example.com`: the time zone of the schedule is the policy's,
 * and a policy that does not parse deploys nothing. Whatever comes after `--` goes to `cdk deploy`.
 */
const { values, positionals } = parseArgs({
  options: { stage: { type: 'string' }, policy: { type: 'string', default: 'policy.yaml' }, email: { type: 'string' } },
  allowPositionals: true,
});
const { stage, policy, email } = values;
if (stage === undefined) throw new Error('--stage: a name is needed, such as prod');
const { timeZone } = parsePolicy(readFileSync(policy, 'utf8'), policy);
const context = { stage, timeZone, ...(email === undefined ? {} : { email }) };
const { status } = spawnSync(
  process.execPath,
  [
    join(ROOT, 'node_modules/aws-cdk/bin/cdk'),
    'deploy',
    '--all',
    '--require-approval',
    'never',
    ...Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]),
    ...positionals,
  ],
  { cwd: ROOT, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
