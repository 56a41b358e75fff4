const SVG = 'http://www.w3.org/2000/svg';

/** Of text between tags, and within quotes. */
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

class SvgText {
  readonly nodeType = 3;
  parentNode: SvgElement | null = null;
  readonly textContent: string;

  constructor(text: string) {
    this.textContent = text;
  }

  get outerHTML(): string {
    return escaped(this.textContent);
  }
}

type SvgNode = SvgElement | SvgText;

class SvgElement {
  readonly nodeType = 1;
  readonly namespaceURI = SVG;
  readonly ownerDocument: SvgDocument;
  readonly localName: string;
  parentNode: SvgElement | null = null;
  readonly childNodes: SvgNode[] = [];
  readonly #attributes = new Map<string, string>();

  constructor(ownerDocument: SvgDocument, localName: string) {
    this.ownerDocument = ownerDocument;
    this.localName = localName;
  }

  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.#attributes.has(name);
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value));
  }

  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  appendChild(node: SvgNode): SvgNode {
    return this.insertBefore(node, null);
  }

  insertBefore(node: SvgNode, before: SvgNode | null): SvgNode {
    node.parentNode?.removeChild(node);
    const index = before === null ? -1 : this.childNodes.indexOf(before);
    this.childNodes.splice(index < 0 ? this.childNodes.length : index, 0, node);
    node.parentNode = this;
    return node;
  }

  removeChild(node: SvgNode): SvgNode {
    const index = this.childNodes.indexOf(node);
    if (index >= 0) this.childNodes.splice(index, 1);
    node.parentNode = null;
    return node;
  }

  get children(): SvgElement[] {
    return this.childNodes.filter((node) => node instanceof SvgElement);
  }

  get textContent(): string {
    return this.childNodes.map(({ textContent }) => textContent).join('');
  }

  set textContent(text: string) {
    this.childNodes.length = 0;
    if (text !== '') this.appendChild(new SvgText(text));
  }

  get outerHTML(): string {
    const attributes = [...this.#attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
    const content = this.childNodes.map(({ outerHTML }) => outerHTML).join('');
    const { localName } = this;
    return content === '' ? `<${localName}${attributes}/>` : `<${localName}${attributes}>${content}</${localName}>`;
  }
}

class SvgDocument {
  readonly nodeType = 9;
  readonly documentElement = new SvgElement(this, 'svg');

  createElementNS(_namespace: string, name: string): SvgElement {
    return new SvgElement(this, name);
  }

  createTextNode(text: string): SvgText {
    return new SvgText(text);
  }
}

/**
 * A document in which charts are drawn to markup, in a function, on a person's machine and in a browser alike. It has what Plot
 * and d3 ask of one for marks, which is little: a whole DOM is 62 kB gzipped of a function's 200.
 */
export function svgDocument(): Document {
  const document: unknown = new SvgDocument();
  if (!isDocument(document)) throw new TypeError('no document');
  return document;
}

/** The type of a document promises all of the DOM; drawing asks for no more than is above. */
function isDocument(value: unknown): value is Document {
  return value instanceof SvgDocument;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}
