/** Of what is read ahead, at most so many are held. */
const AHEAD = 8;

/** What `read` answers for each, in the order given, while the next are already under way: hides the latency of a bucket. */
export async function* readAhead<Key, Answer>(
  keys: Iterable<Key>,
  read: (key: Key) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const underWay: Promise<Answer>[] = [];
  const start = (key: Key) => {
    const reading = read(key);
    // It is thrown where it is awaited; one that nobody comes to await is not an unhandled one.
    reading.catch(() => undefined);
    underWay.push(reading);
  };
  for (const key of keys) {
    start(key);
    const next = underWay.length === AHEAD ? underWay.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const reading of underWay) yield await reading;
}
