import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Workflow } from './workflow.ts';

export interface DistributedMapProps {
  readonly workflow: Workflow;
  readonly store: Bucket;
  /** Its label in the definition: part of the names of the executions it starts. */
  readonly label: string;
}

/**
 * What a machine needs for a Map whose items are child executions of itself: to read the items, start and watch them,
 * and write what became of them. A policy of its own, since one of the role's would need the machine that needs the role.
 */
export class DistributedMap extends Construct {
  constructor(scope: Construct, id: string, { workflow, store, label }: DistributedMapProps) {
    super(scope, id);
    const { machine } = workflow;
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${machine.stateMachineName}/${label}:*`,
    });
    const policy = new Policy(this, 'Policy', {
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [executions],
        }),
        new PolicyStatement({ actions: ['s3:GetObject'], resources: [store.arnForObjects('manifests/*')] }),
        new PolicyStatement({
          actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
          resources: [store.arnForObjects('manifests/map-runs/*')],
        }),
      ],
    });
    policy.attachToRole(machine.role);
  }
}
