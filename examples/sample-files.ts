import { FIRST_DELIVERY, SECOND_DELIVERY, WHOLE_DELIVERY } from './delivery.ts';
import { agencyReport } from './exports/agency.ts';
import { budgetsFile } from './exports/budgets.ts';
import { googleExport } from './exports/google.ts';
import { linkedinExport } from './exports/linkedin.ts';
import { metaExport } from './exports/meta.ts';
import { microsoftExport } from './exports/microsoft.ts';
import { orderBatches } from './exports/orders.ts';
import { tiktokExport } from './exports/tiktok.ts';
import { CHANNELS, CREATORS, isPaused, type SampleChannel, type SamplePlatform } from './truth.ts';

function exported(platform: SamplePlatform): SampleChannel[] {
  return CHANNELS.filter((channel) => channel.platform === platform && channel !== CREATORS);
}

/**
 * Text of every file in the sample's inbox, by path below `examples/inbox`; those whose name ends in `.gz` are
 * compressed when written. Of a platform's two files the later sorts last, as its name has the date.
 */
export function sampleFiles(): ReadonlyMap<string, string> {
  const orders = orderBatches();
  // Google's export states its budgets itself, and a campaign that has ended has none.
  const budgetless = CHANNELS.filter((channel) => channel.platform !== 'google' && !isPaused(channel));
  return new Map([
    ['agency/creators-2026-09.csv', agencyReport(CREATORS, WHOLE_DELIVERY)],
    ['budgets.csv', budgetsFile(budgetless)],
    ['events/orders-2026-09-20.ndjson.gz', orders.first],
    ['events/orders-2026-09-30.ndjson', orders.second],
    ['google/campaigns-2026-09-24.csv', googleExport(exported('google'), FIRST_DELIVERY)],
    ['google/campaigns-2026-10-01.csv', googleExport(exported('google'), SECOND_DELIVERY)],
    ['linkedin/campaigns-2026-10-01.csv', linkedinExport(exported('linkedin'), WHOLE_DELIVERY)],
    ['meta/campaigns-2026-09-24.csv', metaExport(exported('meta'), FIRST_DELIVERY)],
    ['meta/campaigns-2026-10-01.csv', metaExport(exported('meta'), SECOND_DELIVERY)],
    ['microsoft/campaigns-2026-09-24.csv', microsoftExport(exported('microsoft'), FIRST_DELIVERY)],
    ['microsoft/campaigns-2026-10-01.csv', microsoftExport(exported('microsoft'), SECOND_DELIVERY)],
    ['tiktok/campaigns-2026-09-24.csv', tiktokExport(exported('tiktok'), FIRST_DELIVERY)],
    ['tiktok/campaigns-2026-10-01.csv', tiktokExport(exported('tiktok'), SECOND_DELIVERY)],
  ]);
}
