import type { ErrorCode } from '../../core/errors.ts';

/** Why a value, and with it the row, cannot be taken. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
}

const SHOWN_LENGTH_MAX = 40;

export function problem(code: ErrorCode, message: string): Problem {
  return { code, message };
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value;
}

/** A value as a message may carry it: short, on one line, control characters spelt out. */
export function quoted(text: string): string {
  const shown = text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
  return JSON.stringify(shown);
}
