/**
 * Okabe and Ito's blue and vermillion (told apart under every common colour blindness), darkened for contrast on white;
 * raised and lowered differ by sign as well. Text is 4.5:1 or better.
 */
export const LIGHT = {
  page: '#f6f7f8',
  sheet: '#ffffff',
  ink: '#191d22',
  muted: '#58616b',
  line: '#e1e5e9',
  faint: '#eef0f3',
  up: '#0067a8',
  down: '#b34700',
  curve: '#51677c',
  band: '#51677c26',
  day: '#7d8996',
  accent: '#0067a8',
  shade: '0 103 168',
} as const;

const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  page: '#111417',
  sheet: '#191d21',
  ink: '#e8ebee',
  muted: '#9ba6b1',
  line: '#2d343b',
  faint: '#22282e',
  up: '#62b6ec',
  down: '#f29a4f',
  curve: '#a3b7c9',
  band: '#a3b7c92b',
  day: '#7f8c99',
  accent: '#62b6ec',
  shade: '98 182 236',
};

const named = (colours: Readonly<Record<string, string>>) =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');

/** The page's one sheet. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  ${named(LIGHT)}
}
@media screen and (prefers-color-scheme: dark) {
  :root { ${named(DARK)} }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif; }
main, footer, .bar { max-width: 1240px; margin: 0 auto; padding: 0 28px; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
:target { outline: 2px solid var(--accent); outline-offset: 2px; }
main:focus, section:target { outline: none; }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--faint); padding: .1em .35em; border-radius: 4px; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; font-weight: 650; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.45rem; margin: 0 0 .5rem; }
h3 { font-size: 1rem; margin: 1.8rem 0 .6rem; }
p { margin: 0 0 .7rem; }
small { font-size: .82em; color: var(--muted); }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 8px; background: var(--sheet); padding: 6px 10px; z-index: 3; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.bar { position: sticky; top: 0; z-index: 2; display: flex; gap: 6px 22px; align-items: center; flex-wrap: wrap; background: var(--page); padding-top: 10px; padding-bottom: 10px; font-size: .9rem; }
.bar nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-right: auto; }
.bar nav a { color: var(--muted); text-decoration: none; }
.bar nav a:hover { color: var(--ink); text-decoration: underline; }
.find { color: var(--muted); }
.find input { font: inherit; width: 15em; max-width: 46vw; margin-left: 6px; padding: 4px 9px; color: var(--ink); background: var(--sheet); border: 1px solid var(--day); border-radius: 6px; }
#found { color: var(--muted); min-width: 5.5em; }
#found:empty { display: none; }

.headline { padding: 34px 0 8px; }
.eyebrow { color: var(--muted); margin-bottom: 12px; }
.chip { display: inline-block; margin-left: 6px; padding: 1px 10px; border-radius: 99px; font-size: .82rem; font-weight: 600; border: 1px solid currentColor; color: var(--muted); }
.chip.optimal { color: var(--up); }
.chip.infeasible { color: var(--down); }
h1 { font-size: clamp(1.9rem, 1.2rem + 2.4vw, 2.9rem); margin: 0 0 14px; letter-spacing: -.022em; }
.lead { font-size: 1.16rem; max-width: 52em; color: var(--ink); margin-bottom: 26px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 16px; margin-bottom: 20px; }
.tile { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px 8px; }
.tile h2 { font-size: .86rem; font-weight: 600; letter-spacing: 0; color: var(--muted); margin: 0 0 4px; }
.tile .figure { font-size: 1.62rem; font-weight: 650; line-height: 1.25; letter-spacing: -.015em; margin: 0 0 6px; font-variant-numeric: tabular-nums; }
.tile .figure small { font-size: .95rem; font-weight: 500; letter-spacing: 0; display: inline-block; }
.tile p { font-size: .9rem; color: var(--muted); margin-bottom: 8px; }
.tile .figure { color: var(--ink); }
.tile .chart { width: 100%; margin: 2px 0 6px; }
.state { padding: 12px 18px; border: 1px solid var(--line); border-left: 4px solid var(--curve); background: var(--sheet); border-radius: 8px; }
.meta { color: var(--muted); font-size: .86rem; }

main > section { padding: 40px 0 8px; }
.note { color: var(--muted); max-width: 62em; font-size: .93rem; }
.key { margin: 0 8px 0 6px; display: inline-block; }
.key i { display: inline-block; vertical-align: -1px; margin-right: 4px; }
.key .dot { width: 11px; height: 11px; border-radius: 50%; }
.key .today { border: 2px solid var(--ink); background: var(--sheet); }
.key .up { background: var(--up); }
.key .down { background: var(--down); }
.key .same { background: linear-gradient(90deg, var(--up) 50%, var(--down) 50%); }
.key .day { width: 6px; height: 6px; vertical-align: 2px; background: var(--day); }
.key .open { width: 7px; height: 7px; vertical-align: 1px; border: 1px solid var(--day); }
.key .stroke { width: 2px; height: 13px; background: var(--down); margin-left: 4px; vertical-align: -2px; }

table { border-collapse: collapse; width: 100%; font-size: .9rem; background: var(--sheet); border: 1px solid var(--line); }
th, td { padding: 8px 12px; text-align: left; vertical-align: middle; border-top: 1px solid var(--line); font-weight: 400; }
thead th { font-size: .82rem; font-weight: 600; color: var(--muted); vertical-align: bottom; border-top: 0; white-space: nowrap; }
thead button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
thead button:hover { color: var(--ink); text-decoration: underline; text-underline-offset: .2em; }
[aria-sort='ascending'] button::after { content: ' ↑'; }
[aria-sort='descending'] button::after { content: ' ↓'; }
tfoot th, tfoot td { font-weight: 650; border-top: 2px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td small { display: block; }
td.up { color: var(--up); font-weight: 600; }
td.down { color: var(--down); font-weight: 600; }
td.same { color: var(--muted); }
td.number small { font-weight: 400; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.name a { color: inherit; text-decoration-color: var(--line); }
.name a:hover { text-decoration-color: currentColor; }
.id { display: block; color: var(--muted); font-size: .88em; font-weight: 400; overflow-wrap: anywhere; }
.moves th[scope='row'] { width: 24%; }
.why { color: var(--ink); min-width: 13em; }
.picture { white-space: nowrap; }
.picture .chart { background: linear-gradient(var(--line), var(--line)) 0 50% / 100% 1px no-repeat; max-width: none; }
.moves .chart { width: 260px; }
.returns .chart { width: 130px; }
thead .picture .chart { display: block; background: none; margin-top: 2px; }
.returns th[scope='row'] { width: 22%; }
.reading { font-variant-numeric: tabular-nums; margin-left: 6px; display: inline-block; vertical-align: middle; line-height: 1.15; }
.reading small { display: block; }
.verdict { font-size: .8rem; font-weight: 600; padding: 0 7px; border-radius: 99px; border: 1px solid currentColor; margin-right: 4px; }
.verdict { color: var(--down); }
.scroll { overflow-x: auto; margin-bottom: 14px; }

.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: 16px; }
.card { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px 8px; min-width: 0; display: flex; flex-direction: column; }
.card h3 { margin: 0 0 6px; font-size: .96rem; }
.card .way { font-variant-numeric: tabular-nums; margin-bottom: 4px; }
.card .way .up { color: var(--up); }
.card .way .down { color: var(--down); }
.card .next { font-size: .86rem; margin: 6px 0 6px; }
.card .evidence { color: var(--muted); }
.card .chart { width: 100%; margin-top: auto; }

.save { align-self: flex-end; font: inherit; font-size: .8rem; color: var(--muted); background: none; border: 0; padding: 2px 4px; cursor: pointer; text-decoration: underline; text-underline-offset: .2em; }
.save:hover { color: var(--ink); }
.others { margin-top: 14px; }
.others summary { cursor: pointer; padding: 6px 0; }
.empty { color: var(--muted); padding: 40px 0; text-align: center; }

.chart { display: inline-block; vertical-align: middle; height: auto; max-width: 100%; fill: currentColor; text-anchor: middle; font-family: inherit; font-size: 10px; font-variant-numeric: tabular-nums; overflow: visible; }
.card .chart, .tile .chart { display: block; font-size: 11px; }
.chart text { fill: var(--muted); }
.chart line { stroke: currentColor; }
.chart .grid line { stroke: var(--line); }
.chart .zero line { stroke: var(--day); }
.chart .band { fill: var(--band); }
.chart .curve path { stroke: var(--curve); stroke-width: 2; fill: none; }
.chart path.day { stroke: var(--day); stroke-width: 3.6; stroke-linecap: round; opacity: .6; fill: none; }
.chart .today circle { fill: var(--sheet); stroke: var(--ink); stroke-width: 2; }
.chart .today line { stroke: var(--ink); stroke-dasharray: 2 3; }
.chart .tomorrow line { stroke: var(--tone, var(--ink)); }
.chart .tomorrow circle { fill: var(--tone, var(--ink)); stroke: var(--sheet); stroke-width: 1; }
.chart .open circle { fill: none; stroke: var(--day); }
.chart .interval line { stroke: var(--curve); stroke-width: 3; }
.chart .interval.wide line { stroke-width: 6; stroke: var(--curve); opacity: .6; }
.chart .value circle { fill: var(--ink); }
.chart .reference line { stroke: var(--down); }
.chart .up, .card.up { --tone: var(--up); }
.chart .down, .card.down { --tone: var(--down); }
.chart .way line { stroke: var(--tone); stroke-width: 4; opacity: .55; }

.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; margin: 0 0 14px; }
.counts div { background: var(--sheet); padding: 12px 16px; }
.counts dt { color: var(--muted); font-size: .82rem; }
.counts dd { margin: 0; font-size: 1.25rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.heat { width: auto; }
.heat td, .heat th { padding: 6px 9px; }
.shade0 { background: rgb(var(--shade) / .42); } .shade1 { background: rgb(var(--shade) / .32); } .shade2 { background: rgb(var(--shade) / .24); }
.shade3 { background: rgb(var(--shade) / .15); } .shade4 { background: rgb(var(--shade) / .07); }
.certificate { font-size: 1.1rem; max-width: 54em; }
footer { color: var(--muted); font-size: .84rem; padding-top: 40px; padding-bottom: 40px; }

@media screen and (min-width: 901px) and (max-width: 1100px) {
  .moves .chart { width: 190px; }
  .returns .chart { width: 84px; }
  .returns th, .returns td { padding: 8px 6px; }
}
@media screen and (max-width: 900px) {
  main, footer, .bar { padding-left: 16px; padding-right: 16px; }
  .headline { padding-top: 18px; }
  .lead { font-size: 1.05rem; }
  .stack, .stack tbody, .stack tfoot { display: block; border: 0; background: none; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6px 12px; background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; margin-bottom: 10px; }
  .stack th, .stack td { display: block; padding: 0; border: 0; text-align: left; min-width: 0; width: auto; }
  .stack th[scope='row'], .stack .why, .stack .picture { grid-column: 1 / -1; width: auto; }
  .stack td[data-label]::before { content: attr(data-label); display: block; font-size: .78rem; font-weight: 400; color: var(--muted); }
  .moves .chart { width: 100%; max-width: 420px; }
  .returns td.picture { grid-column: auto / span 3; }
  .stack tfoot .picture, .stack tfoot .why { display: none; }
  .bar { position: static; }
}
@page { size: A4; margin: 14mm 12mm; }
@media print {
  :root { color-scheme: light; }
  body { background: none; font-size: 10pt; }
  main, footer { max-width: none; padding: 0 1px; }
  .bar, .skip, .save { display: none; }
  .headline { padding-top: 0; }
  .cards { grid-template-columns: repeat(3, 1fr); gap: 8px; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: 8px; }
  .tile { padding: 8px 10px 2px; }
  .tile .figure { font-size: 13pt; }
  .card, .tile, tr, .state { break-inside: avoid; }
  h2, h3, .note { break-after: avoid; }
  tfoot { display: table-row-group; }
  table { font-size: 8pt; }
  th, td { padding: 4px 6px; }
  .moves .chart { width: 190px; }
  .returns .chart { width: 84px; }
  /* Chromium prints the pictures of a repeated heading without their positions; the numbers stand beside the rows. */
  thead .picture .chart { display: none; }
  .why { min-width: 0; }
  .scroll { overflow: visible; }
  a { color: inherit; text-decoration: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
