import { type App, Tags } from 'aws-cdk-lib';
import { DataStack } from './data-stack.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { STAGE_PATTERN, stackNameOf } from '../workflows/stage-outputs.ts';

/**
 * A stage is two stacks: what must never be lost, and what may be replaced any time. The stage's name comes from the
 * context (`-c stage=prod`); account and Region from the environment that deploys.
 */
export function marginalApp(app: App): { data: DataStack; pipeline: PipelineStack } {
  const stage: unknown = app.node.tryGetContext('stage') ?? 'dev';
  if (typeof stage !== 'string' || !STAGE_PATTERN.test(stage)) {
    throw new Error(`context stage: got '${String(stage)}'; allowed: a letter, then up to 19 of a-z, 0-9 and -`);
  }
  const data = new DataStack(app, `${stackNameOf(stage)}-data`, { stage });
  const timeZone = textOf(app, 'timeZone') ?? 'UTC';
  const email = textOf(app, 'email') ?? null;
  const pipeline = new PipelineStack(app, stackNameOf(stage), { stage, data, timeZone, email });
  Tags.of(app).add('application', 'marginal');
  Tags.of(app).add('stage', stage);
  return { data, pipeline };
}

function textOf(app: App, name: string): string | undefined {
  const value: unknown = app.node.tryGetContext(name);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new Error(`context ${name}: got ${JSON.stringify(value)}; a text is needed`);
  return value;
}
