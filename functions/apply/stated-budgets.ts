import * as v from 'valibot';
import type { ChannelId } from '../core/channel.ts';
import { decodeJson } from '../core/json.ts';
import type { StatedBudget } from '../core/rollup.ts';
import type { World } from '../core/world.ts';

const stated = v.nullable(v.object({ micros: v.number(), atMs: v.number() }));
const currentSchema = v.object({ key: v.string() });
const bookSchema = v.array(v.object({ channel: v.string(), budgetFromFile: stated, budgetFromReport: stated }));

/** What files and reports state as daily budgets, by channel, as the newest channel book has it. */
export async function statedBudgets({
  ledger,
  objects,
}: World): Promise<ReadonlyMap<ChannelId, readonly StatedBudget[]>> {
  const current = await ledger.get('book', 'current');
  const bytes = current === undefined ? undefined : await objects.get(v.parse(currentSchema, current.value).key);
  if (bytes === undefined) return new Map();
  const book = v.parse(bookSchema, decodeJson(new TextDecoder().decode(bytes)));
  return new Map(
    book.map(({ channel, budgetFromFile, budgetFromReport }) => [
      channel,
      [budgetFromFile, budgetFromReport].filter((budget) => budget !== null),
    ]),
  );
}
