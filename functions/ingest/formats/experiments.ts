import type { ReportFormat } from './report-format.ts';

/** Our own: `channel,start,end,ROAS,standard error`, what experiments said that spend returned. */
export const experiments: ReportFormat = {
  id: 'experiments',
  title: 'experiments file',
  platform: null,
  rows: 'experiments',
  columns: {
    channel: ['channel'],
    spanStart: ['start', 'start date', 'start_date', 'startdate'],
    spanEnd: ['end', 'end date', 'end_date', 'enddate'],
    roas: ['roas', 'incremental roas', 'incremental_roas', 'iroas'],
    standardError: [
      'standard error',
      'standard_error',
      'standarderror',
      'std error',
      'std_error',
      'std. error',
      'stderr',
      'se',
    ],
  },
  recognisedBy: [['channel', 'spanStart', 'spanEnd', 'roas', 'standardError']],
  needs: [],
  conversionsDatedByClick: false,
  restatesDays: 0,
  numbers: 'sniffed',
  dates: 'sniffed',
  blanks: 'unsaid',
};
