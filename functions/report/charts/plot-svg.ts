import { plot, type PlotOptions } from '@observablehq/plot';
import { SafeHtml } from '../html.ts';
import { chartSvg, type ChartText, oneDecimal } from './chart-svg.ts';
import { svgDocument } from './svg-document.ts';

const document = svgDocument();

/** What the page's sheet says in its stead, and names inside a picture that has one name of its own. */
const STYLING =
  / (?:aria-label|aria-hidden|font-family|font-size|font-variant|fill|stroke|stroke-opacity|stroke-width|stroke-linecap|stroke-linejoin)="[^"]*"/g;
const GEOMETRY = /\b(d|transform|x|y|x1|x2|y1|y2|cx|cy|r|dx|dy)="([^"]*)"/g;
const LONG_DECIMAL = /-?\d+\.\d{2,}/g;

/**
 * A chart as SVG markup that needs no style of its own: marks carry classes and the page's sheet colours them, because
 * the content security policy allows one sheet, and both colour schemes share the picture. Coordinates keep one
 * decimal (a third of the bytes).
 * Options must hold no text of a user's: names stand in the page, and in `text`, where they are escaped.
 */
export function plotSvg(
  options: PlotOptions & { readonly width: number; readonly height: number },
  text: ChartText | null,
): SafeHtml {
  const drawn = plot({ ...options, document, className: 'chart' }).outerHTML;
  const lean = drawn
    .replaceAll(/<style>[^]*?<\/style>/g, '')
    .replaceAll(STYLING, '')
    .replaceAll(
      GEOMETRY,
      (_, name: string, value: string) =>
        `${name}="${value.replaceAll(LONG_DECIMAL, (long) => String(oneDecimal(Number(long))))}"`,
    );
  const marks = new SafeHtml(lean.slice(lean.indexOf('>') + 1, lean.lastIndexOf('</svg>')));
  return chartSvg(marks, options, text);
}
