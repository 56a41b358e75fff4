import { DescribeExecutionCommand, GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { ERRORS, type ErrorCode, MarginalError } from '../../functions/core/errors.ts';
import type { World } from '../../functions/core/world.ts';
import type { Connection } from './connect.ts';

/** Between two looks at an execution: it bills nothing, and a person sees each state. */
const POLL_MS = 1000;

export interface Followed {
  readonly workflow: string;
  readonly executionArn: string;
}

/** Waits for the end of an execution, showing its states as it enters them; answers its output, throws what failed it. */
export async function followExecution(
  { sfn }: Connection,
  { workflow, executionArn }: Followed,
  world: Pick<World, 'ledger' | 'progress' | 'signal'>,
): Promise<unknown> {
  const name = executionArn.split(':').at(-1) ?? '';
  const seen = { eventId: 0, groups: 0, groupsDone: 0 };
  for (;;) {
    const { status, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    for (const event of await eventsAfter(sfn, executionArn, seen.eventId)) {
      show(event, seen, world);
      seen.eventId = event.id ?? seen.eventId;
    }
    if (status === 'SUCCEEDED') return JSON.parse(output ?? '{}');
    if (status !== 'RUNNING') throw await failureOf({ workflow, name, status: status ?? 'UNKNOWN' }, world);
    await wait(POLL_MS, undefined, { signal: world.signal }).catch(() => {
      throw new MarginalError('Interrupted', `the execution ${name} goes on at the stage; it was only watched here`);
    });
  }
}

/** The newest first, until what is known: a look costs one request however long the execution is. */
async function eventsAfter(sfn: Connection['sfn'], executionArn: string, knownId: number): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        reverseOrder: true,
        maxResults: 200,
        includeExecutionData: false,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && (events.at(-1)?.id ?? 0) > knownId);
  return events.filter(({ id = 0 }) => id > knownId).reverse();
}

function show(
  { stateEnteredEventDetails, mapStateStartedEventDetails, type }: HistoryEvent,
  seen: { groups: number; groupsDone: number },
  { progress }: Pick<World, 'progress'>,
): void {
  if (mapStateStartedEventDetails?.length !== undefined) seen.groups = mapStateStartedEventDetails.length;
  if (type === 'MapIterationSucceeded') {
    seen.groupsDone += 1;
    progress({ step: 'read files', done: seen.groupsDone, total: seen.groups, unit: 'groups' });
  }
  if (type === 'TaskStateEntered' && stateEnteredEventDetails?.name !== undefined) {
    progress({ step: stateEnteredEventDetails.name, done: 0, total: 1, unit: 'states' });
  }
}

interface Ended {
  readonly workflow: string;
  readonly name: string;
  readonly status: string;
}

const FailureItem = v.object({ error: v.string(), cause: v.string() });

/** What the machine's last state wrote into the ledger: the error of the handler that failed the execution. */
async function failureOf({ workflow, name, status }: Ended, { ledger }: Pick<World, 'ledger'>): Promise<MarginalError> {
  const item = await ledger.get('failure', `${workflow}#${name}`);
  if (item === undefined) return new MarginalError('RunFailed', `${workflow}: the execution ${name} is ${status}`);
  const { error: code, cause } = v.parse(FailureItem, item.value);
  const message = messageIn(cause);
  if (isCatalogued(code)) return new MarginalError(code, message);
  return new MarginalError('RunFailed', `${workflow} failed: ${code}: ${message}`);
}

/** A Lambda's cause is a JSON text of type, message and trace. */
function messageIn(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed) return String(parsed.errorMessage);
  } catch {
    // A long cause is kept cut short, so it may be no JSON any more; what there is of it is shown.
  }
  return cause;
}

export function isCatalogued(code: string): code is ErrorCode {
  return code in ERRORS;
}
