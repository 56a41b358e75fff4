import * as v from 'valibot';
import { decodeJson, encodeJson } from '../../functions/core/json.ts';
import type { Task, World } from '../../functions/core/world.ts';
import { type JsonRecord, type MachineOptions, runDefinition } from '../../local/machine.ts';
import backfill from '../../workflows/backfill.asl.json' with { type: 'json' };

const Input = v.object({ listed: v.object({ groupsKey: v.string() }) });

/**
 * The backfill as the interpreter can run it, which knows no distributed Map: its items are read by a state before it,
 * in place of its reader, and folded inline. All other states, loops and catches are those of the definition.
 */
export function backfillHere(): unknown {
  const { FoldGroups, ...others } = backfill.States;
  const { ItemReader, ItemProcessor, ResultPath, Catch, Next } = FoldGroups;
  if (ItemReader.Parameters['Key.$'] !== '$.listed.groupsKey') throw new Error('the items are read elsewhere by now');
  const text = encodeJson(others).replaceAll('"Next":"FoldGroups"', '"Next":"ReadGroups"');
  const inline = { ...ItemProcessor, ProcessorConfig: { Mode: 'INLINE' } };
  return {
    ...backfill,
    States: {
      ...JSON.parse(text),
      ReadGroups: { Type: 'Task', Resource: '${ReadGroupsArn}', ResultPath: '$.groups', Next: 'FoldGroups' },
      FoldGroups: { Type: 'Map', ItemsPath: '$.groups', ItemProcessor: inline, ResultPath, Catch, Next },
    },
  };
}

const readGroups: Task = async (input, { objects }) => {
  const { listed } = v.parse(Input, input);
  return decodeJson(new TextDecoder().decode(await objects.get(listed.groupsKey)));
};

export function runBackfill(
  from: 'inbox' | 'raw',
  world: World,
  { tasks = {}, executionName = 'backfill', ...options }: Partial<MachineOptions> = {},
): Promise<JsonRecord> {
  const workflow = { name: 'backfill', definition: backfillHere() };
  return runDefinition(workflow, { from }, world, {
    ...options,
    executionName,
    tasks: { ReadGroups: readGroups, ...tasks },
  });
}
