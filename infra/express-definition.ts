/**
 * An Express execution is cut off at 5 minutes. Before that the machine ends by itself, before it any of its states, and
 * before them their functions.
 */
export const EXPRESS_SECONDS_MAX = { machine: 290, state: 255, function: 240 } as const;

/**
 * A definition as an Express machine runs it: its time-outs nest in 5 minutes, and what is left of a backlog after one
 * round is left to the next execution instead of being cut off in the middle.
 */
export function expressDefinition(text: string): string {
  const definition: unknown = JSON.parse(text, (key, value: unknown) => {
    if (key === 'TimeoutSeconds') return Math.min(Number(value), EXPRESS_SECONDS_MAX.state);
    return isFurtherRound(value) ? { ...value, Next: 'Ingested' } : value;
  });
  return JSON.stringify({ ...Object(definition), TimeoutSeconds: EXPRESS_SECONDS_MAX.machine });
}

function isFurtherRound(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'Variable' in value && value.Variable === '$.listed.hasMore';
}
