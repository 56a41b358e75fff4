import * as v from 'valibot';
import { isTimeZone } from './calendar.ts';
import { parseMicros, type Micros } from './money.ts';
import { nearName } from './near-name.ts';

/** A scalar that YAML hands over as text, so that amounts and 19-digit ids keep every digit. */
export function scalar<T>(read: (text: string) => T | undefined, needed: string | ((text: string) => string)) {
  const sentence = typeof needed === 'string' ? () => `${needed} is needed` : needed;
  return v.pipe(
    v.string((issue) => `got ${shapeOf(issue.input)}, ${sentence('')}`),
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = read(dataset.value.trim());
      if (value !== undefined) return value;
      addIssue({ message: `got '${dataset.value}', ${sentence(dataset.value)}` });
      return NEVER;
    }),
  );
}

export function oneOf<const T extends string>(options: readonly T[]) {
  return scalar(
    (text) => options.find((option) => option === text),
    (text) => `allowed: ${options.join(', ')}${suggestion(text, options)}`,
  );
}

function suggestion(text: string, known: readonly string[]): string {
  const near = nearName(text, known);
  return near === undefined ? '' : `; did you mean '${near}'?`;
}

function shapeOf(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  return input === undefined ? 'nothing' : typeof input === 'string' ? `'${input}'` : 'a map';
}

const NUMBER_PATTERN = /^[+-]?(\d+\.?\d*|\.\d+)$/;

function readNumber(text: string, range: { min: number; max: number }): number | undefined {
  const number = NUMBER_PATTERN.test(text) ? Number(text) : Number.NaN;
  return number >= range.min && number <= range.max ? number : undefined;
}

/** `20%` and `0.2` alike. A bare number above 1 is taken for a forgotten percent sign, not for 2,000 %. */
function readFraction(text: string, max: number): number | undefined {
  if (!text.endsWith('%')) return readNumber(text, { min: 0, max: Math.min(1, max) });
  const percent = readNumber(text.slice(0, -1).trim(), { min: 0, max: max * 100 });
  return percent === undefined ? undefined : percent / 100;
}

function readAmount(text: string): Micros | undefined {
  const amount = parseMicros(text);
  return amount !== undefined && amount >= 0 ? amount : undefined;
}

export const amount = scalar(readAmount, 'an amount of at least 0 such as 12000 or 12.34');
export const fraction = (max: number) => scalar((text) => readFraction(text, max), 'a share such as 20% or 0.2');
export const positiveFraction = scalar(
  (text) => readFraction(text, 1) || undefined,
  'a share above 0 such as 40% or 0.4',
);
export const numberFrom = (min: number, needed: string) =>
  scalar((text) => readNumber(text, { min, max: Number.MAX_SAFE_INTEGER }), needed);
export const positive = scalar((text) => {
  const number = readNumber(text, { min: 0, max: Number.MAX_SAFE_INTEGER });
  return number === 0 ? undefined : number;
}, 'a number above 0');
export const words = scalar((text) => (text === '' ? undefined : text), 'a text');
export const trueOrFalse = v.pipe(
  oneOf(['true', 'false']),
  v.transform((text) => text === 'true'),
);
const patternsNeeded = (issue: { input: unknown }) =>
  `got ${shapeOf(issue.input)}, a list of channel patterns such as ["google:*"] is needed`;
export const patterns = v.pipe(
  v.array(words, patternsNeeded),
  v.minLength(1, 'at least one channel pattern is needed'),
);

export const notAMap = (issue: { input: unknown }) => `got ${shapeOf(issue.input)}, a map of keys and values is needed`;
export const notAList = (issue: { input: unknown }) => `got ${shapeOf(issue.input)}, a list is needed`;

const CURRENCIES = Intl.supportedValuesOf('currency');

export const currencyCode = scalar(
  (text) => (CURRENCIES.includes(text) ? text : undefined),
  (text) => `an ISO 4217 code such as USD is needed${suggestion(text, CURRENCIES)}`,
);

export const timeZoneName = scalar(
  (text) => (isTimeZone(text) ? text : undefined),
  (text) => `a time zone such as America/New_York is needed${suggestion(text, Intl.supportedValuesOf('timeZone'))}`,
);
