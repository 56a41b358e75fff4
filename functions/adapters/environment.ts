/** What a deployed function is told by its stack. */
export type Variable =
  | 'STAGE'
  | 'STATE'
  | 'LEDGER_TABLE'
  | 'STORE_BUCKET'
  | 'INBOX_BUCKET'
  | 'APPLY_MACHINE'
  | 'PLAN_TOPIC';

/** Read on first use, so that importing a handler needs none of it. */
export function environment(name: Variable): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
