/** Requests under way at a time: hides the latency of a table or a bucket, keeps little in memory at once. */
const AT_ONCE = 16;

/**
 * What `work` answers for each, in the order given, 16 at a time; each takes the next that nobody has taken, so none waits for the
 * slowest of a round. Rejects with the first failure, after which none is begun.
 */
export async function mapAtOnce<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const left = items.entries();
  let failed = false;
  const goOn = async () => {
    for (const [index, item] of left) {
      if (failed) return;
      answers[index] = await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, goOn));
  return answers;
}
