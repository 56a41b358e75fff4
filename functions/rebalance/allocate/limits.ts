import type { Demand } from './demand.ts';
import type { Field } from './field.ts';

/** By node: the least and the most that can be spent in it, its own limits and those of all below it taken together. */
export interface Limits {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function limitsOf(field: Field, boxes: Pick<Demand, 'low' | 'high'>): Limits {
  const low = new Float64Array(field.nodes.length);
  const high = new Float64Array(field.nodes.length);
  for (let index = field.nodes.length - 1; index >= 0; index -= 1) {
    const node = field.nodes[index];
    if (node === undefined) continue;
    let least = 0;
    let most = 0;
    for (let at = node.from; at < node.ownEnd; at += 1) {
      least += boxes.low[at] ?? 0;
      most += boxes.high[at] ?? 0;
    }
    for (const child of node.children) {
      least += low[child] ?? 0;
      most += high[child] ?? 0;
    }
    low[index] = Math.max(node.min, least);
    high[index] = Math.min(node.max, most);
  }
  return { low, high };
}
