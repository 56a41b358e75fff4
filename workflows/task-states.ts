interface Definition {
  readonly States: Readonly<Record<string, unknown>>;
}

/** Names of all Task states of a definition, those inside Map states included, in the order they stand. */
export function taskStates(definition: Definition): string[] {
  return Object.entries(definition.States).flatMap(([name, state]) => {
    if (!isRecord(state)) return [];
    if (state['Type'] === 'Task') return [name];
    const inner = state['ItemProcessor'];
    return isRecord(inner) && isRecord(inner['States']) ? taskStates({ States: inner['States'] }) : [];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
