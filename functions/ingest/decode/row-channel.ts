import { CHANNEL_ID_LENGTH_MAX, channelId, type ChannelId } from '../../core/channel.ts';
import type { DecodeContext } from './decode-context.ts';
import type { FoundHeader } from './find-header.ts';
import { isProblem, problem, quoted, type Problem } from './problem.ts';
import { isMissing, type SourceRow, type SourceRows } from './read-rows.ts';

/** The channel a row is of: the id it names, or platform, account (the export's, else the policy's, else `-`) and campaign. */
export function rowChannel(
  { format: { platform }, columns }: FoundHeader,
  { cell }: SourceRows,
  { accounts }: DecodeContext,
): (row: SourceRow) => ChannelId | Problem {
  if (platform === null) return (row) => checked(cell(row, 'channel'));
  const field = columns.campaign === undefined ? 'ad' : 'campaign';
  const account = accounts[platform] ?? '-';
  return (row) => {
    const campaign = campaignOf(cell(row, field));
    if (isProblem(campaign)) return campaign;
    const stated = cell(row, 'account');
    return checked(channelId(platform, isMissing(stated) ? account : withoutDashes(stated), campaign));
  };
}

function campaignOf(text: string): string | Problem {
  if (isMissing(text)) return problem('MissingCampaign', 'the row has no campaign id');
  if (!/^\d(?:[.,]\d+)?E\+?\d+$/i.test(text)) return text;
  const message = `a spreadsheet has turned the campaign id into ${text}; give the file as it was downloaded`;
  return problem('MissingCampaign', message);
}

/** Google writes 123-456-7890 for people and 1234567890 for programs. */
function withoutDashes(account: string): string {
  return /^\d{3}-\d{3}-\d{4}$/.test(account) ? account.replaceAll('-', '') : account;
}

function checked(id: string): ChannelId | Problem {
  if (id === '') return problem('MissingCampaign', 'the row has no channel id');
  if (id.length > CHANNEL_ID_LENGTH_MAX) {
    const allowed = `at most ${CHANNEL_ID_LENGTH_MAX} are allowed`;
    return problem('InvalidChannel', `channel is ${id.length} characters long; ${allowed}`);
  }
  if (/\p{Cc}/u.test(id)) return problem('InvalidChannel', `channel ${quoted(id)} holds control characters`);
  // Two names that differ only in characters lost this way would become one channel.
  return id.includes('\uFFFD') ? problem('InvalidChannel', `channel ${quoted(id)} is not valid UTF-8`) : id;
}
