import type { ChannelId } from '../core/channel.ts';
import { type Curve, returnAt } from '../core/curve.ts';
import { meanCurve } from '../core/curve-posterior.ts';
import type { Micros } from '../core/money.ts';
import type { ScoredChannel, SeriesDay } from '../core/scored.ts';
import type { CurveMark, ResponsePicture } from './charts/response-chart.ts';
import { responseBand } from './response-band.ts';

/** Room to the right of the larger budget, to see where the curve goes on. */
const HEADROOM = 1.3;
/** A band higher than this many times the mean is cut by the frame: it says "unknown" either way. */
const BAND_CUT = 2.2;
/** A few outlying days must not flatten the picture. */
const DAYS_FRAMED = 0.98;

/** What the channel's chart shows, of days the last so many with spend; its frame holds both budgets, the mean curve, and all but the most outlying days. */
export function responsePicture(
  channel: ChannelId,
  scored: ScoredChannel | null,
  [currentMicros, proposedMicros]: readonly [Micros, Micros],
  daysShown: number,
): ResponsePicture {
  const days = (scored?.series ?? []).filter(({ spendMicros }) => spendMicros > 0).slice(-daysShown);
  const spendMaxMicros = Math.max(
    1,
    HEADROOM * Math.max(currentMicros, proposedMicros),
    framed(days, ({ spendMicros }) => spendMicros),
  );
  const posterior = scored?.posterior ?? null;
  const band = posterior === null ? [] : responseBand(posterior, channel, spendMaxMicros);
  const end = band.at(-1);
  const curveMax = end === undefined ? 0 : Math.min(end.highMicros, BAND_CUT * end.returnMicros);
  const returnMaxMicros = Math.max(
    1,
    1.05 * curveMax,
    framed(days, ({ returnMicros }) => returnMicros),
  );
  const curve = posterior === null ? null : meanCurve(posterior);
  return {
    band,
    days,
    today: markAt(curve, currentMicros),
    tomorrow: proposedMicros === currentMicros ? null : markAt(curve, proposedMicros),
    spendMaxMicros,
    returnMaxMicros,
  };
}

function markAt(curve: Curve | null, spendMicros: number): CurveMark | null {
  return curve === null ? null : { spendMicros, returnMicros: returnAt(curve, spendMicros) };
}

function framed(days: readonly SeriesDay[], pick: (day: SeriesDay) => number): number {
  const sorted = days.map(pick).sort((a, b) => a - b);
  return 1.05 * (sorted[Math.ceil(DAYS_FRAMED * (sorted.length - 1))] ?? 0);
}
