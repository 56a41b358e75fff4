import * as v from 'valibot';
import { readPlanText, readSheetText } from '../../functions/ask/answer-text.ts';
import type { World } from '../../functions/core/world.ts';
import { RefoldedSchema } from '../../functions/ingest/refold-summary.ts';
import type { Session } from '../session.ts';
import { askFunction } from './ask-function.ts';
import type { Connection } from './connect.ts';
import { putPolicy } from './put-policy.ts';
import { runExecution } from './run-execution.ts';
import { uploadInbox } from './upload-inbox.ts';

const Output = v.record(v.string(), v.unknown());
const RefoldAnswer = v.object({ rolled: RefoldedSchema });
const SheetAnswer = v.object({ sheet: v.string() });
const PlanAnswer = v.object({ sheet: v.string(), plan: v.string() });

/** What a person brings along is sent before a machine runs, and goes with a question. */
export interface Brought {
  readonly policyText: string | null;
  readonly files: boolean;
}

/** A session at a deployed stage: machines and functions of the stage in place of those of this process. */
export function stageSession(connection: Connection, world: World, { policyText, files }: Brought): Session {
  const { at } = connection;
  return {
    ...world,
    run: async (workflow, input) => {
      if (policyText !== null) await putPolicy(policyText, world);
      const refused = workflow === 'ingest' && files ? await uploadInbox(connection, world.inbox, world) : [];
      const output = v.parse(Output, await runExecution(connection, workflow, input, world));
      return { output, refused };
    },
    refold: async () => {
      if (policyText !== null) await putPolicy(policyText, world);
      const output = await runExecution(connection, 'backfill', { from: 'raw' }, world);
      return v.parse(RefoldAnswer, output).rolled;
    },
    score: async (question) => {
      const answer = await askFunction(connection, at.ScoreFunction, { ...question, policyText });
      return readSheetText(v.parse(SheetAnswer, answer).sheet);
    },
    whatIf: async (question) => {
      const answer = await askFunction(connection, at.WhatIfFunction, { ...question, policyText });
      const { sheet, plan } = v.parse(PlanAnswer, answer);
      return { sheet: readSheetText(sheet), plan: readPlanText(plan) };
    },
  };
}
