import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { messageOf } from '../functions/core/errors.ts';
import { parsePolicy } from '../functions/core/parse-policy.ts';
import { STAGE_PATTERN } from '../workflows/stage-outputs.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REFUSED = 2;

/**
 * `npm run deploy -- --stage prod --policy policy.yaml --email you@example.com`: the time zone of the schedule is the policy's,
 * and a policy that does not parse deploys nothing. Whatever comes after another `--` goes to `cdk deploy`.
 */
function deploy(): number {
  const { values, positionals } = parseArgs({
    options: {
      stage: { type: 'string' },
      policy: { type: 'string', default: 'policy.yaml' },
      email: { type: 'string' },
    },
    allowPositionals: true,
  });
  const { stage, policy, email } = values;
  if (stage === undefined || !STAGE_PATTERN.test(stage)) {
    const got = stage === undefined ? 'is needed, such as prod' : `got '${stage}'`;
    throw new Error(`--stage ${got}; a letter, then up to 19 of a-z, 0-9 and - are allowed`);
  }
  if (!existsSync(policy)) throw new Error(`no policy at '${policy}'; --policy FILE names another`);
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
  return status ?? 1;
}

try {
  process.exitCode = deploy();
} catch (error) {
  process.stderr.write(`deploy: ${messageOf(error)}\n`);
  process.exitCode = REFUSED;
}
