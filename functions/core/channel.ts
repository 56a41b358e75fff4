/** Platforms that have a name of their own; any other is the text before the first `:` of the channel id, or `other`. */
export const PLATFORMS = [
  'google',
  'meta',
  'tiktok',
  'microsoft',
  'linkedin',
  'amazon',
  'pinterest',
  'reddit',
  'snapchat',
  'x',
] as const;

export type KnownPlatform = (typeof PLATFORMS)[number];

/** `platform:account:campaign`, what holds a budget; 1 to 256 characters. */
export type ChannelId = string;

export const CHANNEL_ID_LENGTH_MAX = 256;

/** Worked examples: `google:1:2` is `google`, `radio:1` is `radio`, `spring_promo` is `other`. */
export function platformOf(channel: ChannelId): string {
  const colon = channel.indexOf(':');
  return colon > 0 ? channel.slice(0, colon) : 'other';
}

export function channelId(platform: string, account: string, campaign: string): ChannelId {
  return `${platform}:${account}:${campaign}`;
}

/**
 * A test for ids against a pattern in which `*` stands for any run of characters, none included; all else is literal.
 * Worked example: `google:*` matches `google:1:2`, not `googleads:1`.
 */
export function channelMatcher(pattern: string): (channel: ChannelId) => boolean {
  if (!pattern.includes('*')) return (channel) => channel === pattern;
  const literal = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`));
  const expression = new RegExp(`^${literal.join('.*')}$`, 's');
  return (channel) => expression.test(channel);
}
