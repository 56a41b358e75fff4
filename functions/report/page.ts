import { createHash } from 'node:crypto';
import { html, SafeHtml } from './html.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';

/**
 * The page around the sections. Its content security policy allows nothing but the one sheet and the one script below,
 * by their hashes: no request to anywhere, no inline style, no handler, whatever a channel is called.
 */
export function page(options: {
  readonly title: string;
  readonly version: string;
  /** Ids of the sections with their names in the navigation. */
  readonly links: readonly (readonly [id: string, name: string])[];
  readonly body: SafeHtml;
}): string {
  const { title, version, links, body } = options;
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(PAGE_STYLE)}'`,
    `script-src '${hashOf(PAGE_SCRIPT)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // Whole elements: a space more between the tags would not match the hash.
  const style = new SafeHtml(`<style>${PAGE_STYLE}</style>`);
  const script = new SafeHtml(`<script>${PAGE_SCRIPT}</script>`);
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
        ${style}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the plan</a>
        <div class="bar">
          <nav aria-label="Sections">${links.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
          <div class="find" role="search" hidden>
            <label>Find a channel <input type="search" id="find" autocomplete="off" /></label>
            <span id="found" role="status"></span>
          </div>
        </div>
        <main id="main" tabindex="-1">${body}</main>
        <footer>
          Made by marginal ${version}. This file holds everything it shows and asks nothing of any network.
        </footer>
        ${script}
      </body>
    </html> `.text;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
