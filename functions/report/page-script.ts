/** Sorting by any column, and finding a channel; without it the page reads the same. Allowed by its hash. */
export const PAGE_SCRIPT = `
'use strict';
// Narrow screens lay these tables out as cards, which takes their roles away in some browsers.
for (const table of document.querySelectorAll('table.stack')) {
  table.setAttribute('role', 'table');
  for (const group of [table.tHead, ...table.tBodies, table.tFoot]) group?.setAttribute('role', 'rowgroup');
  for (const row of table.rows) {
    row.setAttribute('role', 'row');
    for (const cell of row.cells) {
      const role = { col: 'columnheader', row: 'rowheader' }[cell.scope] ?? 'cell';
      cell.setAttribute('role', role);
    }
  }
}
// Numbers are printed the English way: what is no digit, point or minus is decoration.
function numberIn(cell) {
  const text = (cell.querySelector('b') ?? cell).firstChild?.textContent ?? '';
  const digits = text.replace(/[^0-9.-]/g, '');
  return digits === '' ? (text.trim() === 'none' ? 0 : -Infinity) : Number(digits);
}
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const headings = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  headings.forEach((heading, column) => {
    if (!heading.dataset.sort) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    const valueOf = heading.dataset.sort === 'number'
      ? (row) => numberIn(row.cells[column])
      : (row) => row.cells[column].textContent.trim().toLowerCase();
    button.addEventListener('click', () => {
      const first = heading.dataset.sort === 'number' ? 'descending' : 'ascending';
      const other = first === 'descending' ? 'ascending' : 'descending';
      const order = heading.ariaSort === first ? other : first;
      for (const each of headings) each.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', order);
      const sign = order === 'ascending' ? 1 : -1;
      const keyed = [...body.rows].map((row) => ({ row, value: valueOf(row) }));
      keyed.sort((a, b) => (a.value < b.value ? -sign : a.value > b.value ? sign : 0));
      body.append(...keyed.map(({ row }) => row));
    });
  });
}
const input = document.getElementById('find');
const found = document.getElementById('found');
const lines = [...document.querySelectorAll('.line')].map((line) => ({
  line,
  text: line.textContent.toLowerCase(),
  isCard: line.classList.contains('card'),
}));
const others = document.getElementById('others');
const otherRows = others === null ? [] : JSON.parse(document.getElementById('others-data').textContent);
const OTHERS_SHOWN = 200;
function showOthers(wanted) {
  if (others === null) return 0;
  const matching = wanted === '' ? otherRows : otherRows.filter(([name, id]) => (name + ' ' + id).toLowerCase().includes(wanted));
  others.replaceChildren(...matching.slice(0, OTHERS_SHOWN).map(([name, id, ...cells]) => {
    const row = document.createElement('tr');
    const heading = document.createElement('th');
    heading.scope = 'row';
    for (const [className, text] of [['name', name], ['id', id]]) {
      const span = document.createElement('bdi');
      span.className = className;
      span.textContent = text;
      heading.append(span);
    }
    row.append(heading);
    cells.forEach((text, index) => {
      const cell = document.createElement('td');
      cell.className = index < 3 ? 'number' : 'why';
      cell.textContent = text;
      row.append(cell);
    });
    return row;
  }));
  const left = matching.length - OTHERS_SHOWN;
  document.getElementById('others-shown').textContent = left > 0 ? 'The first ' + OTHERS_SHOWN + ' of ' + matching.length.toLocaleString('en') + '; find one by its name above.' : '';
  if (wanted !== '' && matching.length > 0) others.closest('details').open = true;
  return matching.length;
}
others?.closest('details').addEventListener('toggle', () => {
  if (others.rows.length === 0) showOthers('');
});
// A picture as a file of its own brings the colours along that the page's sheet gives it.
const SHAPES = ['fill', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-dasharray', 'opacity', 'font-size', 'font-family', 'text-anchor'];
for (const card of document.querySelectorAll('.card')) {
  const chart = card.querySelector('svg');
  if (chart === null) continue;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'save';
  button.textContent = 'Save as SVG';
  button.addEventListener('click', () => {
    const copy = chart.cloneNode(true);
    const [from, to] = [[chart, ...chart.querySelectorAll('*')], [copy, ...copy.querySelectorAll('*')]];
    from.forEach((element, index) => {
      const style = getComputedStyle(element);
      for (const name of SHAPES) to[index].setAttribute(name, style.getPropertyValue(name));
    });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([copy.outerHTML], { type: 'image/svg+xml' }));
    link.download = 'response-curve-' + card.id + '.svg';
    link.click();
    URL.revokeObjectURL(link.href);
  });
  card.append(button);
}
input.closest('.find').hidden = false;
input.addEventListener('input', () => {
  const wanted = input.value.trim().toLowerCase();
  let shown = 0;
  for (const { line, text, isCard } of lines) {
    line.hidden = !text.includes(wanted);
    if (isCard && !line.hidden) shown += 1;
  }
  const more = showOthers(wanted);
  if (wanted !== '') shown += more;
  found.textContent = wanted === '' ? '' : shown + (shown === 1 ? ' channel' : ' channels');
});
`;
