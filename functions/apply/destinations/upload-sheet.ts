import type { Micros } from '../../core/money.ts';
import { microsToDecimal, minorUnitMicros } from '../../core/money.ts';
import { channelParts } from '../channel-parts.ts';
import type { BudgetChange } from '../destination.ts';

export type AmountText = (amount: Micros) => string;

/** A file a person takes to a platform: which changes it is for, and its rows of cells, the header first. */
export interface UploadSheet {
  readonly fileName: string;
  readonly platform: string;
  /** Meta takes one ad account a file; the others name the account in a column. */
  readonly perAccount: boolean;
  readonly head: readonly (readonly string[])[];
  row(change: BudgetChange, amountText: AmountText): readonly string[];
}

/**
 * A function from an amount to how platforms read it: a plain decimal with all the currency's decimals. The currency
 * is looked up once: `Intl` takes microseconds, and a big account has rows by the ten thousand.
 * Worked numbers: 12_500_000 is `12.50` in USD, and 1_200_000_000 is `1200` in JPY.
 */
export function majorUnitsIn(currency: string): AmountText {
  const decimals = Math.round(Math.log10(1_000_000 / minorUnitMicros(currency)));
  return (amount) => {
    const [whole = '0', fraction = ''] = microsToDecimal(amount).split('.');
    return decimals === 0 && fraction === '' ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`;
  };
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
    row: ({ channel, name, toMicros }, amountText) => {
      const { account, campaign } = channelParts(channel);
      return [account, campaign, name, amountText(toMicros)];
    },
  },
  {
    fileName: 'meta-ads-manager',
    platform: 'meta',
    perAccount: true,
    head: [['Campaign ID', 'Campaign Name', 'Campaign Daily Budget']],
    row: ({ channel, name, toMicros }, amountText) => [channelParts(channel).campaign, name, amountText(toMicros)],
  },
  {
    fileName: 'microsoft-bulk',
    platform: 'microsoft',
    perAccount: false,
    head: [
      ['Type', 'Status', 'Id', 'Parent Id', 'Campaign', 'Budget', 'Budget Type', 'Name'],
      ['Format Version', '', '', '', '', '', '', '6.0'],
    ],
    row: ({ channel, toMicros }, amountText) => {
      const { account, campaign } = channelParts(channel);
      return ['Campaign', '', campaign, account, '', amountText(toMicros), 'DailyBudgetStandard', ''];
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
