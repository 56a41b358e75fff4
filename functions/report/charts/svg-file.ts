import type { SafeHtml } from '../html.ts';
import { LIGHT } from '../page-style.ts';

const { sheet, ink, muted, line, up, down, curve, band, day } = LIGHT;

/** What the page's sheet says of charts, for programs that know no variables of CSS: on white, as printed. */
const STYLE = [
  `text{fill:${muted};font:11px system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}`,
  `line{stroke:${ink}}.grid line{stroke:${line}}.zero line{stroke:${day}}.reference line{stroke:${down}}`,
  `.band path{fill:${band.slice(0, 7)};fill-opacity:.15}.curve path{stroke:${curve};stroke-width:2;fill:none}`,
  `path.day{stroke:${day};stroke-width:3.6;stroke-linecap:round;stroke-opacity:.6;fill:none}`,
  `.open circle{fill:none;stroke:${day}}`,
  `.interval line{stroke:${curve};stroke-width:3}.interval.wide line{stroke-width:6;stroke-opacity:.6}`,
  `.value circle{fill:${ink}}.today circle{fill:${sheet};stroke:${ink};stroke-width:2}`,
  `.today line{stroke-dasharray:2 3}.tomorrow circle{fill:${ink};stroke:${sheet}}`,
  `.way line{stroke-width:4;stroke-opacity:.55}`,
  `.up circle{fill:${up}}.up line{stroke:${up}}.down circle{fill:${down}}.down line{stroke:${down}}`,
].join('');

const HEAD = /^<svg [^>]*viewBox="0 0 (\d+) (\d+)"[^>]*>/;

/** A chart of the page as a file that stands by itself: its size, its colours, a white ground. */
export function svgFile(chart: SafeHtml): string {
  const drawn = chart.text.trim();
  const [head = '', width = '', height = ''] = HEAD.exec(drawn) ?? [];
  const sized = head.replace(/>$/, ` width="${width}" height="${height}" text-anchor="middle">`);
  const ground = `<style>${STYLE}</style><rect width="${width}" height="${height}" fill="${sheet}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${sized}${ground}${drawn.slice(head.length)}\n`;
}
