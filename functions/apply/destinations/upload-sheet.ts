import type { Micros } from '../../core/money.ts';
import { microsToDecimal, minorUnitMicros } from '../../core/money.ts';
import { channelParts } from '../channel-parts.ts';
import type { BudgetChange } from '../destination.ts';

/** A file a person takes to a platform: which changes it is for, and its rows of cells, the header first. */
export interface UploadSheet {
  readonly fileName: string;
  readonly platform: string;
  /** Meta takes one ad account a file; the others name the account in a column. */
  readonly perAccount: boolean;
  readonly head: readonly (readonly string[])[];
  row(change: BudgetChange, currency: string): readonly string[];
}

/**
 * An amount as platforms read it: a plain decimal with all the currency's decimals.
 * Worked numbers: 12_500_000 is `12.50` in USD, and 1_200_000_000 is `1200` in JPY.
 */
export function majorUnits(amount: Micros, currency: string): string {
  const decimals = Math.round(Math.log10(1_000_000 / minorUnitMicros(currency)));
  const [whole = '0', fraction = ''] = microsToDecimal(amount).split('.');
  return decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
}

/**
 * The sheets the platforms import, by campaign id. Only columns that find the campaign or set its daily budget are
 * there: an import leaves alone what a sheet does not name. Campaign names stand exactly as the platform has them, even
 * where a spreadsheet would take one for a formula, because an importer would take a changed name for a new campaign.
 *
 * - Google: Google Ads Editor finds a campaign by `Campaign`, whose names are unique within an account, reads the daily
 *   budget from `Budget` and leaves columns it does not know (support.google.com/google-ads/editor/answer/57747);
 *   the web interface's bulk upload takes the same file and finds it by `Campaign ID`
 *   (developers.google.com/google-ads/scripts/docs/features/bulk-upload-entities).
 * - Meta: Ads Manager's own import template has `Campaign ID`, `Campaign Name` and `Campaign Daily Budget` in whole
 *   currency units, unlike its API. A campaign whose ad sets hold the budgets refuses it.
 * - Microsoft: a bulk file of format version 6.0, whose second row says so in `Name`; `Parent Id` is the account
 *   (learn.microsoft.com/advertising/bulk-service/campaign). An empty `Status` and `Campaign` are left as they are.
 */
export const UPLOAD_SHEETS: readonly UploadSheet[] = [
  {
    fileName: 'google-ads-editor',
    platform: 'google',
    perAccount: false,
    head: [['Account', 'Campaign ID', 'Campaign', 'Budget']],
    row: ({ channel, name, toMicros }, currency) => {
      const { account, campaign } = channelParts(channel);
      return [account, campaign, name, majorUnits(toMicros, currency)];
    },
  },
  {
    fileName: 'meta-ads-manager',
    platform: 'meta',
    perAccount: true,
    head: [['Campaign ID', 'Campaign Name', 'Campaign Daily Budget']],
    row: ({ channel, name, toMicros }, currency) => [
      channelParts(channel).campaign,
      name,
      majorUnits(toMicros, currency),
    ],
  },
  {
    fileName: 'microsoft-bulk',
    platform: 'microsoft',
    perAccount: false,
    head: [
      ['Type', 'Status', 'Id', 'Parent Id', 'Campaign', 'Budget', 'Budget Type', 'Name'],
      ['Format Version', '', '', '', '', '', '', '6.0'],
    ],
    row: ({ channel, toMicros }, currency) => {
      const { account, campaign } = channelParts(channel);
      return ['Campaign', '', campaign, account, '', majorUnits(toMicros, currency), 'DailyBudgetStandard', ''];
    },
  },
];

function rank({ fromMicros, toMicros }: BudgetChange): number {
  return Number(toMicros > fromMicros);
}

/** Decreases first, then by channel: whoever enters the rows by hand frees money before spending it. */
export function inUploadOrder(changes: readonly BudgetChange[]): BudgetChange[] {
  return changes.toSorted((a, b) => rank(a) - rank(b) || (a.channel < b.channel ? -1 : 1));
}
