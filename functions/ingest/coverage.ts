import type { Day } from '../core/calendar.ts';
import { platformOf } from '../core/channel.ts';
import type { DecodedReport } from '../core/facts.ts';
import type { SourceCoverage } from '../core/rollup.ts';

/** The format whose rows name whole channels; its account is whoever keeps the file, so platforms are its sources. */
const PLAIN_FORMAT = 'plain';

/**
 * The sources in a report: `<format>/<platform>/<account>`, the account as the channel ids name it, empty where they
 * do not; `<format>/<platform>` for the plain format. All of a file's sources are delivered through the file's last
 * day.
 */
export function coverageOfReport({
  format,
  facts,
  notes,
}: Pick<DecodedReport, 'format' | 'facts' | 'notes'>): SourceCoverage[] {
  const statedPlatform = new Map(notes.map(({ channel, platform }) => [channel, platform]));
  const lastActiveDays = new Map<string, Day>();
  let throughDay: Day = '';
  for (const { channel, day } of facts) {
    const platform = statedPlatform.get(channel) ?? platformOf(channel);
    const account = channel.split(':').length > 2 ? (channel.split(':')[1] ?? '') : '';
    const source = format === PLAIN_FORMAT ? `${format}/${platform}` : `${format}/${platform}/${account}`;
    if (day > (lastActiveDays.get(source) ?? '')) lastActiveDays.set(source, day);
    if (day > throughDay) throughDay = day;
  }
  return [...lastActiveDays]
    .map(([source, lastActiveDay]) => ({ source, throughDay, lastActiveDay }))
    .sort((a, b) => (a.source < b.source ? -1 : 1));
}
