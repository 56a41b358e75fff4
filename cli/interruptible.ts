/** The first Ctrl-C lets the effect under way finish and stops before the next; a second one ends the process. */
export function interruptible(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    end: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
