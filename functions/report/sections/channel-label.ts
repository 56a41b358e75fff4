import { displayName, oneLine } from '../display-name.ts';
import { html, type SafeHtml } from '../html.ts';

const TOOLTIP_LENGTH = 256;

/** A channel's name with its id below, and its platform where the id does not say it; the name leads to its curve where there is one. */
export function channelLabel(channel: {
  readonly name: string;
  readonly platform: string;
  readonly id: string;
  readonly anchor?: string | undefined;
}): SafeHtml {
  const shown = displayName(channel.name);
  const full = oneLine(channel.name.slice(0, TOOLTIP_LENGTH));
  const name = html`<bdi${shown !== full && html` title="${full}"`}>${shown}</bdi>`;
  const isNamed = channel.id.startsWith(`${channel.platform}:`);
  return html`<span class="name"
      >${channel.anchor === undefined ? name : html`<a href="#${channel.anchor}">${name}</a>`}</span
    >
    <span class="id"
      >${isNamed || channel.platform === '' ? null : `${displayName(channel.platform)} · `}<bdi
        >${displayName(channel.id)}</bdi
      ></span
    >`;
}
