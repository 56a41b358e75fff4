import { channelMatcher } from '../core/channel.ts';
import { sumMicros } from '../core/money.ts';
import type { GroupRule } from '../core/policy.ts';
import type { ReportLine } from './report-lines.ts';

/** Lines that belong together, summed. */
export interface LineGroup {
  readonly kind: 'platform' | 'group';
  readonly name: string;
  readonly channels: number;
  readonly currentMicros: number;
  readonly proposedMicros: number;
  readonly expectedReturnMicros: number;
}

/** Every platform, largest budget first, then every group of the policy in its order. A line may be in several groups. */
export function lineGroups(
  lines: readonly ReportLine[],
  groups: readonly Pick<GroupRule, 'name' | 'match'>[],
): LineGroup[] {
  const platforms = [...Map.groupBy(lines, ({ platform }) => platform)]
    .map(([name, members]) => summed('platform', name, members))
    .sort((a, b) => b.currentMicros - a.currentMicros || (a.name < b.name ? -1 : 1));
  const ofPolicy = groups.map(({ name, match }) => {
    const matchers = match.map(channelMatcher);
    const members = lines.filter(({ plan }) => matchers.some((matches) => matches(plan.channel)));
    return summed('group', name, members);
  });
  return [...platforms, ...ofPolicy];
}

function summed(kind: LineGroup['kind'], name: string, lines: readonly ReportLine[]): LineGroup {
  return {
    kind,
    name,
    channels: lines.length,
    currentMicros: Number(sumMicros(lines.map(({ plan }) => plan.currentMicros))),
    proposedMicros: Number(sumMicros(lines.map(({ plan }) => plan.proposedMicros))),
    expectedReturnMicros: Number(sumMicros(lines.map(({ plan }) => Math.round(plan.expectedReturnMicros)))),
  };
}
