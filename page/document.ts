import { html, SafeHtml } from '../functions/report/html.ts';
import { pageDocument } from '../functions/report/page-document.ts';
import { PAGE_STYLE } from '../functions/report/page-style.ts';
import { WHAT_IF_STYLE } from './page-style.ts';

/** The bundles of the page: the view, and the worker it starts. */
export interface Bundle {
  readonly view: string;
  readonly worker: string;
}

/**
 * The what-if page as one document that asks nothing of any network and works from disk: account and worker are data
 * blocks, which run nothing; of code the policy allows the one script, by its hash, and the worker it makes from its block.
 */
export function whatIfDocument(options: {
  readonly title: string;
  readonly version: string;
  /** As `packAccount` wrote it. */
  readonly account: string;
  readonly bundle: Bundle;
}): string {
  const { title, version, account, bundle } = options;
  return pageDocument({
    title,
    version,
    style: `${PAGE_STYLE}${WHAT_IF_STYLE}`,
    script: insideScript(bundle.view),
    allows: ['worker-src blob:'],
    body: html`<div id="page"><noscript>This page plans in your browser; it needs JavaScript.</noscript></div>
      ${block('account', 'application/json', insideJson(account))}
      ${block('worker', 'text/plain', insideScript(bundle.worker))}`,
  });
}

function block(id: string, type: string, text: string): SafeHtml {
  return new SafeHtml(`<script type="${type}" id="${id}">${text}</script>`);
}

/** No text of a campaign can end the block: of JSON every `<` is inside a string. */
function insideJson(json: string): string {
  return json.replaceAll('<', String.raw`\u003c`);
}

/** Code holds none of these but inside strings and expressions, where the escape means the same. */
function insideScript(code: string): string {
  return code.replaceAll(/<(?=\/script|!--|script)/gi, String.raw`\x3c`);
}
