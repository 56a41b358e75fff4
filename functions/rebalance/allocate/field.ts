import type { Curve } from '../../core/curve.ts';
import { groupTree, type GroupTree } from './group-tree.ts';
import type { Problem } from './problem.ts';

/**
 * A problem laid out for arithmetic: lines in one fixed order that the input's order cannot change (depth first through
 * the tree, by id within a node), so that the lines of a node and all nodes below it are one run of places. Node 0 is
 * the whole budget; every node comes before the nodes below it.
 */
export interface Field {
  readonly size: number;
  /** Place → index of the line in the problem. */
  readonly lineOf: Int32Array;
  readonly curves: readonly Curve[];
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly nodes: readonly FieldNode[];
  /** Place → index of the node it is directly in. */
  readonly nodeOf: Int32Array;
}

export interface FieldNode {
  /** Null for the whole budget. */
  readonly id: string | null;
  readonly parent: number;
  readonly min: number;
  readonly max: number;
  /** Its own lines are the places [from, ownEnd), those below it as well [from, end). */
  readonly from: number;
  readonly ownEnd: number;
  readonly end: number;
  /** The nodes below it are the indices (its own, nodeEnd). */
  readonly nodeEnd: number;
  readonly children: readonly number[];
}

/** Throws `GroupClash` where the groups are no tree. */
export function layOut(problem: Pick<Problem, 'lines' | 'groups'>): Field {
  const tree = groupTree(problem);
  const byId = orderById(problem.lines);
  const ownLines = linesByGroup(tree, byId);
  const childGroups = groupsByParent(tree);
  const size = problem.lines.length;
  const lineOf = new Int32Array(size);
  const nodeOf = new Int32Array(size);
  const nodes: FieldNode[] = [];
  let filled = 0;

  const place = (group: number, parent: number): number => {
    const index = nodes.length;
    const from = filled;
    for (const line of ownLines[group + 1] ?? []) {
      lineOf[filled] = line;
      nodeOf[filled] = index;
      filled += 1;
    }
    const ownEnd = filled;
    const { id = null, min = 0, max } = tree.groups[group] ?? {};
    const node = { id, parent, min, max: max ?? Infinity, from, ownEnd, end: filled, nodeEnd: index + 1 };
    nodes.push({ ...node, children: [] });
    const children = (childGroups[group + 1] ?? []).map((child) => place(child, index));
    nodes[index] = { ...node, children, end: filled, nodeEnd: nodes.length };
    return index;
  };
  place(-1, -1);

  const curves: Curve[] = [];
  const min = new Float64Array(size);
  const max = new Float64Array(size);
  for (let at = 0; at < size; at += 1) {
    const line = problem.lines[lineOf[at] ?? -1];
    if (line === undefined) continue;
    curves.push(line.curve);
    min[at] = line.min ?? 0;
    max[at] = line.max ?? Infinity;
  }
  return { size, lineOf, curves, min, max, nodes, nodeOf };
}

/** Indices of the lines ascending by id; input that is in order already, the usual case, is not sorted again. */
function orderById(lines: readonly { readonly id: string }[]): number[] {
  const order: number[] = [];
  let inOrder = true;
  let before = '';
  for (const [index, { id }] of lines.entries()) {
    order.push(index);
    inOrder &&= index === 0 || before < id;
    before = id;
  }
  const idOf = (index: number): string => lines[index]?.id ?? '';
  return inOrder ? order : order.sort((left, right) => (idOf(left) < idOf(right) ? -1 : 1));
}

/** Lines of the whole budget first, then of each group; all ascending by id. */
function linesByGroup(tree: GroupTree, byId: readonly number[]): readonly (readonly number[])[] {
  if (tree.groups.length === 0) return [byId];
  const lines = Array.from({ length: tree.groups.length + 1 }, (): number[] => []);
  for (const line of byId) lines[(tree.lineParent[line] ?? -1) + 1]?.push(line);
  return lines;
}

function groupsByParent(tree: GroupTree): number[][] {
  const children = Array.from({ length: tree.groups.length + 1 }, (): number[] => []);
  tree.groupParent.forEach((parent, group) => children[parent + 1]?.push(group));
  for (const siblings of children) {
    siblings.sort((left, right) => ((tree.groups[left]?.id ?? '') < (tree.groups[right]?.id ?? '') ? -1 : 1));
  }
  return children;
}
