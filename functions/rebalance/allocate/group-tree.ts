import { MarginalError } from '../../core/errors.ts';
import type { Problem, ProblemGroup } from './problem.ts';

/** The place of every line and group: `parent` is an index into `groups`, or -1 for the whole budget. */
export interface GroupTree {
  /** Every group after the ones that hold it: descending by number of lines, then ascending by id. */
  readonly groups: readonly ProblemGroup[];
  readonly groupParent: readonly number[];
  /** The innermost group of each line, in the order of the problem's lines. */
  readonly lineParent: Int32Array;
}

/** Nests the groups. Throws `GroupClash` where two share lines and neither holds the other. */
export function groupTree(problem: Pick<Problem, 'lines' | 'groups'>): GroupTree {
  const lineParent = new Int32Array(problem.lines.length).fill(-1);
  if (problem.groups === undefined || problem.groups.length === 0) {
    return { groups: [], groupParent: [], lineParent };
  }
  const groups = [...problem.groups].sort(
    (left, right) => right.lines.length - left.lines.length || (left.id < right.id ? -1 : 1),
  );
  const place = new Map(problem.lines.map((line, index) => [line.id, index]));
  const groupParent = groups.map((group, index) => {
    const members = group.lines.map((line) => place.get(line) ?? -1).filter((member) => member >= 0);
    const parent = lineParent[members[0] ?? -1] ?? -1;
    for (const member of members) {
      const innermost = lineParent[member] ?? -1;
      // Earlier groups are larger, so of two different innermost groups at least one leaves a member out.
      if (innermost !== parent) throw clash(group.id, groups[Math.max(innermost, parent)]?.id ?? '');
    }
    for (const member of members) lineParent[member] = index;
    return parent;
  });
  return { groups, groupParent, lineParent };
}

function clash(one: string, other: string): MarginalError {
  return new MarginalError(
    'GroupClash',
    `groups '${one}' and '${other}' share lines but neither holds the other; nest them or keep them apart`,
    { details: { groups: [one, other] } },
  );
}
