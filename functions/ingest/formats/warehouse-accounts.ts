import type { ReportFormat } from './report-format.ts';

/** Tables of accounts or advertisers that a warehouse folder holds beside the reports: nothing to rate a channel by. */
export const warehouseAccounts: ReportFormat = {
  id: 'warehouse-accounts',
  title: 'warehouse table of accounts',
  platform: null,
  rows: 'nothing',
  columns: {
    account: ['id'],
    name: ['name', 'descriptive_name'],
    syncedAt: ['_fivetran_synced'],
  },
  recognisedBy: [['account', 'name', 'syncedAt']],
  needs: [],
  conversionsDatedByClick: false,
  restatesDays: 0,
  numbers: 'point',
  dates: 'sniffed',
  blanks: 'unsaid',
};
