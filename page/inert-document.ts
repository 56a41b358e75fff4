/**
 * Stands in for linkedom where charts are drawn in a browser: a document without a window, so that the style sheet a
 * chart brings along is never asked of the page's content security policy.
 */
export function parseHTML(): { readonly document: Document } {
  return { document: document.implementation.createHTMLDocument() };
}
