import { areaY, axisX, axisY, dot, gridY, lineY, plot, ruleX, text } from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';
import { describe, expect, test } from 'vitest';
import { svgDocument } from '../../../functions/report/charts/svg-document.ts';

const SVG = 'http://www.w3.org/2000/svg';
const whole = () => parseHTML('<!doctype html><html><body></body></html>').document;
const points = [0, 1, 2, 3].map((x) => ({ x, y: x * x, name: `<${x}> & "co"` }));

/** Every kind of mark the report draws. */
function chartIn(document: Document): string {
  return plot({
    document,
    className: 'chart',
    marks: [
      gridY({ ticks: 3, className: 'grid' }),
      axisX({ ticks: 3 }),
      axisY({ ticks: 3 }),
      areaY(points, { x: 'x', y1: 'x', y2: 'y' }),
      lineY(points, { x: 'x', y: 'y' }),
      ruleX([1], { y1: 0, y2: 4 }),
      dot(points, { x: 'x', y: 'y', title: 'name' }),
      text(points, { x: 'x', y: 'y', text: 'name' }),
    ],
  }).outerHTML;
}

/** Elements and texts in their order, each with its attributes by name. */
function treeOf(element: Element): unknown {
  const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort();
  const content = element.children.length === 0 ? element.textContent : [...element.children].map(treeOf);
  return [element.tagName.toLowerCase(), attributes, content];
}

function treeIn(markup: string): unknown {
  const root = parseHTML(`<!doctype html><html><body>${markup}</body></html>`).document.querySelector('svg');
  return root === null ? null : treeOf(root);
}

describe('a document for charts', () => {
  test('draws what a whole document draws', () => {
    const drawn = treeIn(chartIn(svgDocument()));
    expect(drawn).not.toBeNull();
    expect(drawn).toEqual(treeIn(chartIn(whole())));
  });

  test('escapes texts and attributes', () => {
    const element = svgDocument().createElementNS(SVG, 'text');
    element.setAttribute('title', '"<&>"');
    element.textContent = '</text><script>';
    expect(element.outerHTML).toBe('<text title="&quot;&lt;&amp;&gt;&quot;">&lt;/text&gt;&lt;script&gt;</text>');
  });

  test('an element that is put elsewhere is no longer where it was', () => {
    const document = svgDocument();
    const [from, to, first, moved] = ['g', 'a', 'line', 'path'].map((name) => document.createElementNS(SVG, name));
    if (from === undefined || to === undefined || first === undefined || moved === undefined) throw new Error('none');
    to.appendChild(first);
    from.appendChild(moved);
    to.insertBefore(moved, first);
    expect([from.outerHTML, to.outerHTML]).toEqual(['<g/>', '<a><path/><line/></a>']);
  });
});
