import { hash } from 'node:crypto';

/** SHA-256 as 64 hex digits; text is hashed as UTF-8. Worked number: `sha256Hex('abc')` starts with `ba7816bf`. */
export function sha256Hex(content: string | Uint8Array): string {
  return hash('sha256', content);
}
