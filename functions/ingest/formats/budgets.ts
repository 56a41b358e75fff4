import type { ReportFormat } from './report-format.ts';

/** Our own: `channel,dailyBudget`, what is budgeted today where no report says it. */
export const budgets: ReportFormat = {
  id: 'budgets',
  title: 'budgets file',
  platform: null,
  rows: 'budgets',
  columns: {
    channel: ['channel'],
    dailyBudget: ['dailybudget', 'daily_budget', 'daily budget'],
    currency: ['currency'],
  },
  recognisedBy: [['channel', 'dailyBudget']],
  needs: [],
  conversionsDatedByClick: false,
  restatesDays: 0,
  numbers: 'sniffed',
  dates: 'sniffed',
  blanks: 'unsaid',
};
