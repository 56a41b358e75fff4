import { addDays } from '../functions/core/calendar.ts';
import type { CurvePosterior } from '../functions/core/curve-posterior.ts';
import type { Policy } from '../functions/core/policy.ts';
import type { ScoredChannel, ScoreSheet, SeriesDay } from '../functions/core/scored.ts';

/** What the page knows: one account under one policy, scored for each goal a person may ask for. */
export interface Account {
  readonly version: string;
  /** Flags with their values that tell a command line of the same account: `['--store', 'client']`. */
  readonly given: readonly string[];
  readonly policy: Policy;
  /**
   * Of goals that can be scored: conversions need some, profit needs a margin. The policy's own comes first. Judged with no
   * conversions needed: how many are is a question the page can ask.
   */
  readonly sheets: readonly ScoreSheet[];
}

/** Numbers of a component, in the order they are packed. */
const COMPONENT_FIELDS = ['weight', 'halfSaturation', 'slope', 'levelShape', 'levelRate'] as const;

/** All days of all channels drawn at most; a picture tells as much with fewer where channels are many. */
const DAYS_DRAWN_MAX = 60_000;
const DAYS_OF_CHANNEL_MAX = 90;

interface PackedPosterior {
  readonly referenceMicros: number;
  readonly valueMicros: number;
  readonly components: readonly number[];
}

type PackedChannel = Omit<ScoredChannel, 'posterior' | 'series'> & {
  readonly posterior: PackedPosterior | null;
  /** Of each day spend, return and completeness; the last is `asOf`. */
  readonly series: readonly number[];
};
type PackedSheet = Omit<ScoreSheet, 'channels'> & { readonly channels: readonly PackedChannel[] };

interface PackedAccount {
  readonly version: string;
  readonly given: readonly string[];
  readonly policy: Policy;
  readonly sheets: readonly PackedSheet[];
}

/**
 * The account as JSON: posteriors as rows of numbers with all their digits (half the bytes, the very same plan), of each
 * series the newest days that are drawn. Sums beyond 2^53 are rounded: the page only shows them.
 */
export function packAccount({ version, given, policy, sheets }: Account): string {
  const packed: PackedAccount = {
    version,
    given,
    policy,
    sheets: sheets.map((sheet) => {
      const days = Math.min(DAYS_OF_CHANNEL_MAX, Math.floor(DAYS_DRAWN_MAX / Math.max(1, sheet.channels.length)));
      return {
        ...sheet,
        channels: sheet.channels.map((channel) => ({
          ...channel,
          spendMicros: Number(channel.spendMicros),
          returnMicros: Number(channel.returnMicros),
          posterior: packPosterior(channel.posterior),
          series: days === 0 ? [] : channel.series.slice(-days).flatMap(packDay),
        })),
      };
    }),
  };
  return JSON.stringify(packed);
}

function packPosterior(posterior: CurvePosterior | null): PackedPosterior | null {
  if (posterior === null) return null;
  const components = posterior.components.flatMap((component) => COMPONENT_FIELDS.map((field) => component[field]));
  return { ...posterior, components };
}

/** The reverse of `packAccount`, which wrote the text: it is not checked again. */
export function unpackAccount(text: string): Account {
  const packed: PackedAccount = JSON.parse(text);
  return {
    ...packed,
    sheets: packed.sheets.map((sheet) => ({
      ...sheet,
      channels: sheet.channels.map((channel) => ({
        ...channel,
        posterior: unpackPosterior(channel.posterior),
        series: unpackSeries(channel.series, sheet.asOf),
      })),
    })),
  };
}

function unpackPosterior(packed: PackedPosterior | null): CurvePosterior | null {
  if (packed === null) return null;
  const { components } = packed;
  const width = COMPONENT_FIELDS.length;
  return {
    ...packed,
    components: Array.from({ length: components.length / width }, (_, index) => {
      const [weight = 0, halfSaturation = 1, slope = 1, levelShape = 1, levelRate = 1] = components.slice(
        index * width,
        (index + 1) * width,
      );
      return { weight, halfSaturation, slope, levelShape, levelRate };
    }),
  };
}

const DAY_WIDTH = 3;

function packDay({ spendMicros, returnMicros, completeness }: SeriesDay): number[] {
  return [spendMicros, returnMicros, Number(completeness.toFixed(3))];
}

function unpackSeries(packed: readonly number[], asOf: string): SeriesDay[] {
  const days = packed.length / DAY_WIDTH;
  return Array.from({ length: days }, (_, index) => {
    const [spendMicros = 0, returnMicros = 0, completeness = 1] = packed.slice(
      index * DAY_WIDTH,
      (index + 1) * DAY_WIDTH,
    );
    return { day: addDays(asOf, index + 1 - days), spendMicros, returnMicros, conversionMicros: null, completeness };
  });
}
