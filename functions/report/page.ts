import { html, type SafeHtml } from './html.ts';
import { pageDocument } from './page-document.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';

/** The report around its sections: navigation, search, and who made it. */
export function page(options: {
  readonly title: string;
  readonly version: string;
  /** Ids of the sections with their names in the navigation. */
  readonly links: readonly (readonly [id: string, name: string])[];
  readonly body: SafeHtml;
}): string {
  const { title, version, links, body } = options;
  return pageDocument({
    title,
    version,
    style: PAGE_STYLE,
    script: PAGE_SCRIPT,
    body: html`<a class="skip" href="#main">Skip to the plan</a>
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
      </footer>`,
  });
}
