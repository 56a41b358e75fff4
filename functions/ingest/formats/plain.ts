import type { ReportFormat } from './report-format.ts';

/** Our own: `date,channel,name,platform,spend,impressions,clicks,conversions,revenue`, in any order, three of them needed. */
export const plain: ReportFormat = {
  id: 'plain',
  title: 'plain report',
  platform: null,
  rows: 'days',
  columns: {
    day: ['date'],
    channel: ['channel'],
    name: ['name'],
    platform: ['platform'],
    currency: ['currency'],
    spend: ['spend'],
    impressions: ['impressions'],
    clicks: ['clicks'],
    conversions: ['conversions'],
    revenue: ['revenue'],
  },
  recognisedBy: [
    ['channel', 'spend'],
    ['channel', 'day'],
  ],
  needs: [
    { anyOf: ['day'], code: 'NoDailyBreakdown', add: 'the column "date", one row a channel and day' },
    { anyOf: ['spend'], code: 'MissingColumn', add: 'the column "spend"' },
  ],
  conversionsDatedByClick: false,
  restatesDays: 0,
  numbers: 'sniffed',
  dates: 'sniffed',
  blanks: 'unsaid',
};
