import type { Day } from '../core/calendar.ts';
import { chanceInWords } from '../core/chance.ts';
import { MICROS_PER_UNIT } from '../core/money.ts';
import type { ScoreSheet } from '../core/scored.ts';

type Goal = ScoreSheet['goal'];

/** How this account's numbers are said and printed: English, the account's currency, the words of its goal. */
export interface Figures {
  /** What a return is called inside a sentence: "revenue". */
  readonly returnNoun: string;
  /** Heading of return / spend: "ROAS". */
  readonly ratioName: string;
  readonly marginalName: string;
  /** The amount the ratio is per, in words: "$1". */
  readonly ratioBase: string;
  /** Exact to the minor unit: budgets. */
  money(micros: number | bigint): string;
  /** Exact, with its sign. */
  moneyChange(micros: number | bigint): string;
  /** Estimates and sums: whole units from 100 on, else to the minor unit. */
  moneyRounded(micros: number | bigint): string;
  /** A short amount for an axis: "$1.2K". */
  readonly moneyShort: (micros: number) => string;
  /** A return, in money or conversions, as an estimate. */
  returned(micros: number | bigint): string;
  returnedChange(micros: number): string;
  readonly returnedShort: (micros: number) => string;
  /** A return to the last digit a person may want to compare. */
  returnedExact(micros: number): string;
  ratio(value: number): string;
  percent(fraction: number): string;
  percentChange(fraction: number): string;
  chance(probability: number): string;
  count(value: number): string;
  /** A count with its noun, made plural by an s. Worked examples: "1 row", "2 rows". */
  counted(value: number, noun: string): string;
  day(day: Day): string;
  time(epochMs: number): string;
}

const GOALS: Readonly<Record<Goal, { returnNoun: string; ratioName: string; marginalName: string; perUnits: number }>> =
  {
    revenue: { returnNoun: 'revenue', ratioName: 'ROAS', marginalName: 'Marginal ROAS', perUnits: 1 },
    // One unit of money buys a fraction of a conversion; per hundred the numbers can be read.
    conversions: {
      returnNoun: 'conversions',
      ratioName: 'Conversions per',
      marginalName: 'Marginal conversions per',
      perUnits: 100,
    },
    profit: { returnNoun: 'profit', ratioName: 'Profit per', marginalName: 'Marginal profit per', perUnits: 1 },
  };

const WHOLE_FROM_UNITS = 100;

/** Formats are built once: making one takes tens of microseconds, and a report prints thousands of numbers. */
export function figuresFor(currency: string, goal: Goal): Figures {
  const { returnNoun, ratioName, marginalName, perUnits } = GOALS[goal];
  const money = { style: 'currency', currency } as const;
  const whole = { maximumFractionDigits: 0, minimumFractionDigits: 0 } as const;
  const short = { notation: 'compact', maximumSignificantDigits: 3, minimumFractionDigits: 0 } as const;
  const signed = { signDisplay: 'exceptZero' } as const;

  const exact = number(money);
  const exactSigned = number({ ...money, ...signed });
  const wholeMoney = number({ ...money, ...whole });
  const wholeMoneySigned = number({ ...money, ...whole, ...signed });
  const shortMoney = number({ ...money, ...short });
  const plain = number({ maximumFractionDigits: 1 });
  const plainSigned = number({ maximumFractionDigits: 1, ...signed });
  const plainShort = number(short);
  const oneDecimal = number({ style: 'percent', maximumFractionDigits: 1 });
  const oneDecimalSigned = number({ style: 'percent', maximumFractionDigits: 1, ...signed });
  const twoDecimals = number({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const integer = number({ maximumFractionDigits: 1 });
  const dayFormat = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
  const timeFormat = new Intl.DateTimeFormat('en', {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });

  const moneyRounded = (micros: number | bigint) => (isWhole(units(micros)) ? wholeMoney : exact)(units(micros));
  const isMoney = goal !== 'conversions';

  return {
    returnNoun,
    ratioName: goal === 'revenue' ? ratioName : `${ratioName} ${wholeMoney(perUnits)}`,
    marginalName: goal === 'revenue' ? marginalName : `${marginalName} ${wholeMoney(perUnits)}`,
    ratioBase: wholeMoney(perUnits),
    money: (micros) => exact(units(micros)),
    moneyChange: (micros) => exactSigned(units(micros)),
    moneyRounded,
    moneyShort: (micros) => shortMoney(units(micros)),
    returned: (micros) => (isMoney ? moneyRounded(micros) : plain(units(micros))),
    returnedChange: (micros) => {
      if (!isMoney) return plainSigned(units(micros));
      return (isWhole(units(micros)) ? wholeMoneySigned : exactSigned)(units(micros));
    },
    returnedShort: (micros) => (isMoney ? shortMoney : plainShort)(units(micros)),
    returnedExact: (micros) => (isMoney ? exact : twoDecimals)(units(micros)),
    ratio: (value) => twoDecimals(value * perUnits),
    percent: oneDecimal,
    percentChange: oneDecimalSigned,
    chance: chanceInWords,
    count: integer,
    counted: (value, noun) => `${integer(value)} ${noun}${value === 1 ? '' : 's'}`,
    day: (day) => dayFormat.format(new Date(`${day}T00:00:00Z`)),
    time: (epochMs) => `${timeFormat.format(new Date(epochMs))} UTC`,
  };
}

function number(options: Intl.NumberFormatOptions): (value: number) => string {
  const format = new Intl.NumberFormat('en', options);
  return (value) => format.format(value);
}

function units(micros: number | bigint): number {
  return Number(micros) / MICROS_PER_UNIT;
}

function isWhole(value: number): boolean {
  return Math.abs(value) >= WHOLE_FROM_UNITS;
}
