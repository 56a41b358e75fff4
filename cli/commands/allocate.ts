import { readFile } from 'node:fs/promises';
import { codeOf } from '../../functions/adapters/objects/folder.ts';
import { MarginalError, messageOf } from '../../functions/core/errors.ts';
import { allocate } from '../../functions/rebalance/allocate/allocate.ts';
import { parseProblem } from '../../functions/rebalance/allocate/problem.ts';
import type { Flags } from '../flags.ts';
import { cell, print, table } from '../print.ts';

export async function allocateCommand(flags: Flags, file: string): Promise<number> {
  const answer = allocate(parseProblem(await readJson(file)));
  if (answer.status === 'infeasible') {
    throw new MarginalError('Infeasible', answer.message, {
      details: { shortBy: answer.shortBy, names: answer.names },
    });
  }
  print(flags.json, answer, () => [
    ...table(
      ['line', 'spend', 'return', 'marginal', 'stopped by'],
      answer.lines.map((line) => [
        cell(line.id),
        figure(line.spend),
        figure(line.return),
        line.marginal === null ? '–' : figure(line.marginal),
        line.binding ?? '',
      ]),
    ),
    '',
    `budget ${figure(answer.budget)}, return ${figure(answer.return)}; no plan within these limits returns more than ${figure(answer.bound)} (gap ${answer.gap.toExponential(1)})`,
  ]);
  return 0;
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const why = codeOf(error) === 'EISDIR' ? 'it is a folder' : messageOf(error);
    throw new MarginalError('ProblemInvalid', `cannot read '${file}': ${why}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MarginalError('ProblemInvalid', `'${file}' is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 6 });
}
