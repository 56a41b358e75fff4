import { createHash } from 'node:crypto';
import { html, SafeHtml } from './html.ts';

/**
 * A page in one document that asks nothing of any network: its content security policy allows the one sheet, the one
 * script and what `allows` names, by their hashes; no inline style, no handler, whatever a channel is called.
 */
export function pageDocument(options: {
  readonly title: string;
  readonly version: string;
  readonly style: string;
  readonly script: string;
  /** Directives besides, such as `worker-src blob:`. */
  readonly allows?: readonly string[];
  readonly body: SafeHtml;
}): string {
  const { title, version, style, script, allows = [], body } = options;
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    ...allows,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Style and script are whole elements: a space more between the tags would not match the hash.
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new SafeHtml(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="marginal ${version}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${new SafeHtml(`<style>${style}</style>`)}
      </head>
      <body>
        ${body} ${new SafeHtml(`<script>${script}</script>`)}
      </body>
    </html> `.text;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
