/** Reads under way at a time: hides the latency of a table or a bucket. */
const AT_ONCE = 16;

/** What `read` answers for each, in the order given. */
export async function readSome<Key, Answer>(
  keys: readonly Key[],
  read: (key: Key) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < keys.length; start += AT_ONCE) {
    answers.push(...(await Promise.all(keys.slice(start, start + AT_ONCE).map(read))));
  }
  return answers;
}
