const EVERY_MS = 5000;

/** Tells on stderr how far a long run is, at most every 5 seconds, and when it will be done at this pace. */
export function progressOf(what: string, total: number): (done: number) => void {
  const startMs = performance.now();
  let toldMs = -Infinity;
  return (done) => {
    const now = performance.now();
    if (now - toldMs < EVERY_MS && done < total) return;
    toldMs = now;
    const left = done === 0 ? '' : `, ${Math.round((((now - startMs) / done) * (total - done)) / 1000)} s left`;
    process.stderr.write(`${what}: ${done} of ${total}${left}\n`);
  };
}
