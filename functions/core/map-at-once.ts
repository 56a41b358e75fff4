/** Requests under way at a time: hides the latency of a table or a bucket, keeps little in memory at once. */
const AT_ONCE = 16;

/**
 * What `work` answers for each, in the order given, 16 at a time; each takes the next that nobody has taken, so none waits for the
 * slowest of a round. Rejects with the first failure.
 */
export async function mapAtOnce<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const left = items.entries();
  const goOn = async () => {
    for (const [index, item] of left) answers[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, goOn));
  return answers;
}
