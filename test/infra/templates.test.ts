import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { SILENCE_MS_MAX } from '../../functions/adapters/aws/send.ts';
import { EXPIRED_VERSION_DAYS, INBOX_DAYS, STORE_EXPIRIES } from '../../functions/core/retention.ts';
import { costOfEvents } from '../../functions/cost/cost-of-events.ts';
import { USUAL_LOAD } from '../../functions/cost/load.ts';
import { marginalApp } from '../../infra/marginal-app.ts';
import apply from '../../workflows/apply.asl.json' with { type: 'json' };
import backfill from '../../workflows/backfill.asl.json' with { type: 'json' };
import ingest from '../../workflows/ingest.asl.json' with { type: 'json' };
import reallocate from '../../workflows/reallocate.asl.json' with { type: 'json' };
import { QUESTIONS } from '../../workflows/questions.ts';
import { taskStates } from '../../workflows/task-states.ts';
import { TASKS } from '../../workflows/tasks.ts';
import { WATCHERS } from '../../workflows/watchers.ts';

type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string };

function templates(stage?: string) {
  // Without bundling, which `cdk synth` does in .ci/run: the templates are the same but for the asset hashes.
  const context = { 'aws:cdk:bundling-stacks': [], ...(stage === undefined ? {} : { stage }) };
  const { data, pipeline } = marginalApp(new App({ context }));
  return { data: Template.fromStack(data), pipeline: Template.fromStack(pipeline) };
}

function resources(template: Template, type: string): [string, Resource][] {
  const found: Record<string, unknown> = template.findResources(type);
  return Object.entries(found).filter((entry): entry is [string, Resource] => isResource(entry[1]));
}

function isResource(value: unknown): value is Resource {
  return typeof value === 'object' && value !== null && 'Type' in value && 'Properties' in value;
}

const { data, pipeline } = templates('test');

describe('the stack of what must never be lost', () => {
  test('its resources keep their logical ids, for a new id is a new and empty table', () => {
    expect(resources(data, 'AWS::DynamoDB::Table').map(([id]) => id)).toEqual(['LedgerB7379752']);
    expect(resources(data, 'AWS::S3::Bucket').map(([id]) => id)).toEqual(['Store1D2A845B', 'InboxA8E05DC3']);
  });

  test('everything in it survives the deletion of the stack', () => {
    const kept = [...resources(data, 'AWS::DynamoDB::Table'), ...resources(data, 'AWS::S3::Bucket')];
    expect(kept.map(([, { DeletionPolicy }]) => DeletionPolicy)).toEqual(['Retain', 'Retain', 'Retain']);
  });

  test('the table can be restored to any second and not be deleted by mistake', () => {
    data.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test('every bucket is private, encrypted, versioned, and speaks TLS only', () => {
    for (const [, { Properties }] of resources(data, 'AWS::S3::Bucket')) {
      expect(Properties).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
      });
    }
    expect(resources(data, 'AWS::S3::BucketPolicy')).toHaveLength(2);
  });
});

describe('what expires', () => {
  const rulesOf = (bucket: string) => {
    const found = resources(data, 'AWS::S3::Bucket').find(([id]) => id.startsWith(bucket))?.[1];
    const rules: unknown = Object(found?.Properties['LifecycleConfiguration'])['Rules'];
    return Array.isArray(rules) ? rules.map((rule: unknown): unknown => rule) : [];
  };

  test('is what the table of retentions says, by prefix, and its old versions go with it', () => {
    for (const { prefix, days } of STORE_EXPIRIES) {
      const rule = { Prefix: prefix, ExpirationInDays: days, NoncurrentVersionExpiration: { NoncurrentDays: 1 } };
      expect(rulesOf('Store')).toContainEqual(expect.objectContaining(rule));
    }
    expect(rulesOf('Store').filter((rule) => 'ExpirationInDays' in Object(rule))).toHaveLength(STORE_EXPIRIES.length);
    expect(rulesOf('Inbox')).toContainEqual(expect.objectContaining({ ExpirationInDays: INBOX_DAYS }));
  });

  test('is what the cost model pays for', () => {
    const storage = costOfEvents(USUAL_LOAD).lines.filter(({ item }) => item.startsWith('storage'));
    const daysOf = (prefix: string) => STORE_EXPIRIES.find((expiry) => expiry.prefix === prefix)?.days ?? 0;
    expect(USUAL_LOAD.rawDays).toBe(daysOf('raw/events/'));
    expect(storage.map(({ item }) => /for (\d+) days/.exec(item)?.[1])).toEqual(
      [INBOX_DAYS, USUAL_LOAD.rawDays, daysOf('pages/events/')].map((days) => String(days + EXPIRED_VERSION_DAYS)),
    );
  });
});

describe('the stack of what may be replaced', () => {
  test('there is one function for each state, question and watcher, those of the Express machine, and no other', () => {
    const specs = Object.keys({ ...TASKS, ...QUESTIONS, ...WATCHERS });
    const steady = ['FoldBatches', 'ClaimConversions', 'RollUpDays'].map((state) => `Steady${state}`);
    const found = resources(pipeline, 'AWS::Lambda::Function').map(([id]) => id.replace(/Function[0-9A-F]{8}$/, ''));
    expect(found.sort()).toEqual([...specs, ...steady].sort());
  });

  test('every function runs on arm64 and Node 24', () => {
    for (const [, { Properties }] of resources(pipeline, 'AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x' });
    }
  });

  test('every function has a role of its own', () => {
    const roles = resources(pipeline, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      JSON.stringify(Properties['Role']),
    );
    expect(new Set(roles).size).toBe(roles.length);
  });

  test('no policy statement has a wildcard action, and none but tracing and log delivery a wildcard resource', () => {
    const withoutResource = /^(xray:|logs:)/;
    for (const [, { Properties }] of resources(pipeline, 'AWS::IAM::Policy')) {
      for (const statement of statementsOf(Properties['PolicyDocument'])) {
        const actions = [statement.Action].flat();
        expect(actions.filter((action) => action.includes('*'))).toEqual([]);
        const everything = [statement.Resource].flat().includes('*');
        expect(everything ? actions.filter((action) => !withoutResource.test(action)) : []).toEqual([]);
      }
    }
  });

  test.each(Object.entries({ Ingest: ingest, Backfill: backfill, Reallocate: reallocate, Apply: apply }))(
    'the machine %s gets a function for each of its placeholders, and may invoke just those',
    (name, definition) => {
      const found = resources(pipeline, 'AWS::StepFunctions::StateMachine').find(([id]) =>
        id.startsWith(`${name}Machine`),
      );
      const placeholders = [...JSON.stringify(definition).matchAll(/\$\{(\w+)\}/g)].map(
        ([, placeholder]) => placeholder,
      );
      expect(new Set(Object.keys(found?.[1].Properties['DefinitionSubstitutions'] ?? {}))).toEqual(
        new Set(placeholders),
      );
      expect(found?.[1].Properties['TracingConfiguration']).toEqual({ Enabled: true });
    },
  );
});

/** Every state of a definition that runs a function, those inside Map states included. */
function tasksIn(states: Readonly<Record<string, unknown>>): [string, v.InferOutput<typeof TaskState>][] {
  return Object.entries(states).flatMap(([name, state]) => {
    const task = v.safeParse(TaskState, state);
    const map = v.safeParse(MapState, state);
    const inner = map.success ? tasksIn(map.output.ItemProcessor.States) : [];
    return task.success ? [[name, task.output], ...inner] : inner;
  });
}

const TaskState = v.object({ Type: v.literal('Task'), Resource: v.string(), TimeoutSeconds: v.number() });
const MapState = v.object({ ItemProcessor: v.object({ States: v.record(v.string(), v.unknown()) }) });
const Definition = v.object({ TimeoutSeconds: v.number(), States: v.record(v.string(), v.unknown()) });
const Substitutions = v.record(v.string(), v.unknown());
const Arn = v.object({ 'Fn::GetAtt': v.tuple([v.string(), v.literal('Arn')]) });

describe.each(resources(pipeline, 'AWS::StepFunctions::StateMachine'))(
  'time-outs nest in %s',
  (_id, { Properties }) => {
    const definition = v.parse(Definition, JSON.parse(String(Properties['DefinitionString'])));
    const substitutions = v.parse(Substitutions, Properties['DefinitionSubstitutions']);
    const functions = new Map(resources(pipeline, 'AWS::Lambda::Function'));

    test.each(tasksIn(definition.States))('%s', (_state, { Resource, TimeoutSeconds }) => {
      const placeholder = /^\$\{(\w+)\}$/.exec(Resource)?.[1] ?? '';
      const { 'Fn::GetAtt': target } = v.parse(Arn, substitutions[placeholder]);
      const functionSeconds = Number(functions.get(target[0])?.Properties['Timeout']);
      expect(definition.TimeoutSeconds).toBeGreaterThan(TimeoutSeconds);
      // So that the machine hears of the function's own end.
      expect(TimeoutSeconds).toBeGreaterThanOrEqual(functionSeconds + 5);
      expect(functionSeconds * 1000).toBeGreaterThan(SILENCE_MS_MAX);
    });
  },
);

test('the scheduled ingest is an Express machine that ends before it is cut off', () => {
  const machines = resources(pipeline, 'AWS::StepFunctions::StateMachine');
  const express = machines.filter(([, { Properties }]) => Properties['StateMachineType'] === 'EXPRESS');
  expect(express.map(([id]) => id)).toEqual([expect.stringMatching(/^SteadyIngestMachine/)]);
  const definition = String(express[0]?.[1].Properties['DefinitionString']);
  expect(JSON.parse(definition)).toMatchObject({ TimeoutSeconds: 290 });
  // What is left of a backlog is the next execution's: this one would be cut off in the middle of it.
  const rounds = JSON.stringify(JSON.parse(definition)).match(/"\$\.listed\.hasMore"[^}]*"Next":"(\w+)"/);
  expect(rounds?.[1]).toBe('Ingested');
});

describe('the backfill', () => {
  const machines = resources(pipeline, 'AWS::StepFunctions::StateMachine');
  const [id, machine] = machines.find(([found]) => found.startsWith('BackfillMachine')) ?? [];
  const definition: typeof backfill = JSON.parse(String(machine?.Properties['DefinitionString']));

  test('runs a child execution for each group that the listing wrote, on the function that ingest folds with', () => {
    expect(machine?.Properties['StateMachineType']).toBe('STANDARD');
    expect(definition.States.FoldGroups).toMatchObject({
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: '${StoreBucket}', 'Key.$': '$.listed.groupsKey' },
      },
      MaxConcurrency: 200,
      ToleratedFailurePercentage: 5,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'FoldBatches' },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Prefix: 'manifests/map-runs' } },
      ResultPath: null,
    });
    const { FoldBatches } = definition.States.FoldGroups.ItemProcessor.States;
    expect(FoldBatches).toEqual(ingest.States.FoldGroups.ItemProcessor.States.FoldBatches);
  });

  test('may start and watch executions of itself, read its items and write what became of them, and no more', () => {
    const policy = resources(pipeline, 'AWS::IAM::Policy').find(([found]) => found.startsWith('BackfillGroups'))?.[1];
    const statements = statementsOf(policy?.Properties['PolicyDocument']);
    expect(statements.map(({ Action }) => Action)).toEqual([
      'states:StartExecution',
      ['states:DescribeExecution', 'states:StopExecution'],
      's3:GetObject',
      ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    ]);
    const [start, watch, read, write] = statements.map(({ Resource }) => JSON.stringify(Resource));
    expect(start).toBe(JSON.stringify({ Ref: id }));
    expect(watch).toContain('/FoldGroups:*');
    expect(read).toContain('/manifests/*');
    expect(write).toContain('/manifests/map-runs/*');
    expect(policy?.Properties['Roles']).toHaveLength(1);
  });
});

describe('the app', () => {
  test('takes the stage from the context and puts it into the names', () => {
    const { pipeline } = marginalApp(new App({ context: { 'aws:cdk:bundling-stacks': [], stage: 'blue' } }));
    expect(pipeline.stackName).toBe('marginal-blue');
  });

  test('refuses a stage that could not be part of a name', () => {
    expect(() => templates('Prod!')).toThrow("context stage: got 'Prod!'");
  });

  test('each task state of the workflows is in tasks.ts, and each of tasks.ts in a workflow', () => {
    const states = new Set([ingest, backfill, reallocate, apply].flatMap(taskStates));
    expect([...states].sort()).toEqual(Object.keys(TASKS).sort());
  });
});

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function statementsOf(document: unknown): Statement[] {
  const statements: unknown =
    typeof document === 'object' && document !== null && 'Statement' in document ? document.Statement : [];
  return Array.isArray(statements) ? statements.filter(isStatement) : [];
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && 'Action' in value && 'Resource' in value;
}
