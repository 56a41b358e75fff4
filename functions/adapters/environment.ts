/** What a deployed function is told by its stack; read on first use, so that importing a handler needs none of it. */
export function environment(name: 'LEDGER_TABLE' | 'STORE_BUCKET' | 'INBOX_BUCKET' | 'APPLY_MACHINE'): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
}
