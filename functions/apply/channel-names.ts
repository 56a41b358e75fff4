import * as v from 'valibot';
import { platformOf } from '../core/channel.ts';
import type { ChannelId } from '../core/channel.ts';
import { decodeJson } from '../core/json.ts';
import type { RunRecord } from '../core/plan.ts';
import type { ObjectStore } from '../core/ports.ts';
import { channelParts } from './channel-parts.ts';

/** What a channel is called, and at which platform it is. */
export type NameOf = (channel: ChannelId) => { readonly name: string; readonly platform: string };

const namesSchema = v.object({
  channels: v.array(v.object({ channel: v.string(), name: v.string(), platform: v.string() })),
});

/** Names as scoring knew them; for a channel it did not know, what the id says. */
export async function channelNames(objects: ObjectStore, { scoresKey }: RunRecord): Promise<NameOf> {
  const bytes = await objects.get(scoresKey);
  const sheet = bytes === undefined ? { channels: [] } : decodeJson(new TextDecoder().decode(bytes));
  const known = new Map(v.parse(namesSchema, sheet).channels.map((entry) => [entry.channel, entry]));
  return (channel) => known.get(channel) ?? { name: channelParts(channel).campaign, platform: platformOf(channel) };
}
