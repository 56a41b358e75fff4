import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import * as v from 'valibot';

const packageFile = v.object({ version: v.string() });

/** What figures depend on besides the code, as lines of Markdown: machine, versions, command. */
export function describeMachine(command: readonly string[]): string {
  const { version } = v.parse(
    packageFile,
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
  );
  const [first] = cpus();
  return [
    `machine: ${cpus().length} × ${first?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}`,
    `versions: marginal ${version} (${commit()}), Node ${process.versions.node}`,
    `command: npm run bench -- ${command.join(' ')}`,
  ].join('\n');
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'no commit';
  }
}
