import { readDay } from '../decode/read-day.ts';
import { campaignColumn, dayColumn, type Preamble, type ReportFormat } from './report-format.ts';

/** Campaign Manager: two lines of preamble, US dates whatever the language, UTC days, a total row. */
export const linkedin: ReportFormat = {
  id: 'linkedin',
  title: 'LinkedIn Campaign Manager report',
  platform: 'linkedin',
  rows: 'days',
  columns: {
    day: ['start date (in utc)', 'start date', 'day', 'date'],
    account: ['account id'],
    campaign: ['campaign id'],
    name: ['campaign name'],
    currency: ['currency'],
    spend: ['total spent', /^total spent \((?<currency>[a-z]{3})\)$/],
    impressions: ['impressions'],
    clicks: ['clicks'],
    conversions: ['conversions'],
    revenue: ['total conversion value', 'conversion value'],
    dailyBudget: ['daily budget'],
    totalBudget: ['total budget', 'lifetime budget'],
    status: ['campaign status'],
  },
  recognisedBy: [
    ['name', 'spend'],
    ['campaign', 'spend'],
  ],
  needs: [dayColumn('the time breakdown "Daily"'), campaignColumn('the column "Campaign ID"')],
  // Not documented; no leaves the newest days as they are reported.
  conversionsDatedByClick: false,
  restatesDays: 7,
  numbers: 'sniffed',
  dates: 'monthFirst',
  blanks: 'zero',
  totals: /^Total$/i,
  budgetIsDaily: true,
  preamble: readLinkedinPreamble,
};

const PERIOD = /Report Start: (\S+?),? Report End: (\S+)/;

function readLinkedinPreamble(lines: readonly string[]): Preamble {
  const [, first = '', last = ''] = PERIOD.exec(lines.join('\n')) ?? [];
  const start = readDay(first)?.monthFirst;
  const end = readDay(last)?.monthFirst;
  return start === undefined || end === undefined ? {} : { period: { start, end } };
}
