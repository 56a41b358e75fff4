import { folderInbox } from '../../functions/adapters/inbox-folder.ts';
import type { World } from '../../functions/core/world.ts';
import type { Flags } from '../flags.ts';
import { policyFile } from '../policy-file.ts';
import { readOnly } from '../read-only.ts';
import type { Session, SessionOptions } from '../session.ts';
import { connect } from './connect.ts';
import { namingAwsErrors } from './naming-aws-errors.ts';
import { stageSession } from './stage-session.ts';
import { stageWorld } from './stage-world.ts';

/**
 * Hands the work a session at the stage. The stage has a policy and an inbox of its own: a policy file or an inbox folder
 * is only brought along where a person named one.
 */
export async function withStage<Result>(
  stage: string,
  flags: Flags,
  { writes, inbox, ...outside }: SessionOptions & Pick<World, 'signal' | 'progress' | 'warn'>,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const policyText = flags.typed.has('policy') ? (await policyFile(flags.policy).read()).text : null;
  const files = inbox !== undefined || flags.typed.has('inbox');
  const connection = await connect(stage);
  try {
    const brought = { policyText, inbox: inbox ?? folderInbox([flags.inbox]) };
    const world = stageWorld(connection, { ...outside, ...brought });
    const session = stageSession(connection, writes ? world : readOnly(world), { policyText, files });
    return await namingAwsErrors(stage, () => work(session));
  } finally {
    connection.close();
  }
}
