import { epochDayOf } from '../core/calendar.ts';
import type { LiftTest } from '../core/lift-test.ts';
import type { AgedLiftTest } from './fit/experiment-evidence.ts';
import type { HistoryDay } from './series.ts';

/** The tests that can be set against a channel's days: ended by `end`, and with spend on some of theirs after `from`. */
export function testsThatCount(
  tests: readonly LiftTest[] = [],
  days: readonly HistoryDay[],
  { from, end }: { from: number; end: number },
): LiftTest[] {
  return tests.filter((test) => {
    const [first, last] = [Math.max(epochDayOf(test.start), from + 1), epochDayOf(test.end)];
    if (last > end) return false;
    return days.some(({ epochDay, spendMicros }) => epochDay >= first && epochDay <= last && spendMicros > 0);
  });
}

export function agedTest(
  { start, end: lastDay, roasMicros, standardErrorMicros }: LiftTest,
  end: number,
): AgedLiftTest {
  return {
    firstAge: end - epochDayOf(start),
    lastAge: end - epochDayOf(lastDay),
    roas: roasMicros / 1e6,
    standardError: standardErrorMicros / 1e6,
  };
}

/** Worked example: "lift test of 2026-05-12 to 2026-05-26: 2.1 ± 0.3". */
export function liftTestWords({ start, end, roasMicros, standardErrorMicros }: LiftTest): string {
  return `lift test of ${start} to ${end}: ${roasMicros / 1e6} ± ${standardErrorMicros / 1e6}`;
}
