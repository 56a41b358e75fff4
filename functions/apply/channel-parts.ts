import type { ChannelId } from '../core/channel.ts';

/**
 * The account and the campaign in a channel id; the account is empty where the id has none, or says `-`.
 * Worked examples: `google:123:456` is account 123, campaign 456; `radio:1` is campaign 1; `spring` is campaign spring.
 */
export function channelParts(channel: ChannelId): { readonly account: string; readonly campaign: string } {
  const [platform = '', account, ...rest] = channel.split(':');
  if (account === undefined) return { account: '', campaign: platform };
  if (rest.length === 0) return { account: '', campaign: account };
  return { account: account === '-' ? '' : account, campaign: rest.join(':') };
}
