import { html, type SafeHtml } from '../html.ts';

/** What a screen reader says of a chart: its name, and what it shows in a sentence. Null where the text beside says it. */
export interface ChartText {
  readonly title: string;
  readonly description: string;
}

/** The marks of a chart as one picture. */
export function chartSvg(
  marks: SafeHtml,
  { width, height }: { readonly width: number; readonly height: number },
  text: ChartText | null,
): SafeHtml {
  const box = html`viewBox="0 0 ${width} ${height}" class="chart"`;
  if (text === null) return html`<svg aria-hidden="true" ${box}>${marks}</svg>`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${text.title}" ${box}>
    <desc>${text.description}</desc>
    ${marks}
  </svg> `;
}

/** A tenth of a pixel is the least that is seen, and a third of the bytes. Worked number: 96.666 is 96.7. */
export function oneDecimal(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
