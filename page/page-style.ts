/** What the what-if page adds to the report's sheet. */
export const WHAT_IF_STYLE = `
body { padding: 0; }
.desk { display: grid; grid-template-columns: 300px minmax(0, 1fr); gap: 32px; max-width: 1500px; margin: 0 auto; padding: 0 28px; align-items: start; }
.desk main { max-width: none; margin: 0; padding: 22px 0 0; }
/* Room for the outline of what has the focus, which containment would cut. */
.desk main > section { padding: 30px 4px 4px; margin: 0 -4px; }
/* What is contained is painted alone: under a slider the rest of the page stays as it is. */
.desk main > section, .tile, .card { contain: layout paint; }
.desk + footer { max-width: 1500px; }
.controls { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: 22px 4px 30px; }
.controls h1 { font-size: 1.7rem; margin: 0 0 14px; }
.field { margin: 0 0 16px; }
.field > label, .field .label { display: block; font-size: .86rem; font-weight: 600; color: var(--muted); margin-bottom: 4px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.pair .field { margin-bottom: 6px; }
.guardrails { margin: 0 0 14px; }
.guardrails summary { cursor: pointer; font-size: .86rem; font-weight: 600; color: var(--muted); padding: 4px 0; }
.guardrails .hint { margin: 4px 0 0; }
input, select, button { font: inherit; color: inherit; }
input:not([type='range'], [type='checkbox']), select { width: 100%; padding: 6px 9px; background: var(--sheet); border: 1px solid var(--day); border-radius: 6px; min-height: 34px; }
::placeholder { color: var(--muted); opacity: 1; }
button { padding: 4px 11px; min-height: 32px; background: var(--sheet); border: 1px solid var(--day); border-radius: 6px; cursor: pointer; }
button:hover { border-color: var(--ink); }
button[aria-pressed='true'] { background: var(--ink); border-color: var(--ink); color: var(--sheet); }
.budget .exact { font-size: 1.35rem; font-weight: 650; font-variant-numeric: tabular-nums; margin-bottom: 8px; }
input[type='range'] { width: 100%; accent-color: var(--accent); margin: 4px 0 0; height: 26px; cursor: pointer; }
.ends { display: flex; justify-content: space-between; color: var(--muted); font-size: .8rem; margin: 0 0 8px; }
.chips { display: flex; flex-wrap: wrap; gap: 5px; margin: 0 0 6px; }
.chips button { padding: 2px 6px; flex: 1 0 auto; min-height: 28px; font-size: .84rem; font-variant-numeric: tabular-nums; }
.hint { font-size: .84rem; color: var(--muted); margin-bottom: 14px; }
.refusal { padding: 10px 12px; border: 1px solid var(--down); border-left-width: 4px; border-radius: 8px; background: var(--sheet); font-size: .9rem; overflow-wrap: anywhere; }
.scenarios ul, .limits { list-style: none; margin: 0 0 8px; padding: 0; }
.scenarios ul { display: flex; flex-direction: column; gap: 4px; }
.scenarios li button { width: 100%; min-height: 34px; padding: 5px 9px; text-align: left; overflow-wrap: anywhere; background: none; border-color: var(--line); }
.scenarios li button:hover { border-color: var(--day); }
.controls .scenarios [aria-current] { font-weight: 600; border-left: 4px solid var(--accent); }
.naming { display: flex; flex-wrap: wrap; gap: 6px; }
.limits { font-size: .88rem; }
.limits li { padding: 3px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.waiting { padding: 18vh 0; text-align: center; color: var(--muted); font-size: 1.1rem; }
.desk .headline { padding: 0; }
.title { font-size: clamp(1.5rem, 1.1rem + 1.5vw, 2.25rem); font-weight: 650; letter-spacing: -.02em; line-height: 1.2; margin: 0 0 16px; text-wrap: balance; font-variant-numeric: tabular-nums; }
.split { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 16px; margin-bottom: 12px; }
.split .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); margin: 0; align-content: stretch; }
.split .tile { margin: 0; container-type: inline-size; }
/* A million a day fits a tile of half a telephone's width. */
.split .figure { font-size: clamp(1rem, 14cqi, 1.62rem); overflow-wrap: anywhere; }
.tile.wide { grid-column: 1 / -1; }
.tile.wide .live { max-width: 420px; }
.frontier { display: flex; flex-direction: column; }
.frontier figcaption { font-size: .86rem; color: var(--muted); }
.frontier figcaption .key { margin-left: 0; }
.live { position: relative; }
.live .marks { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; pointer-events: none; }
.card .live { margin-top: auto; }
.frontier .live { margin: auto 0; }
.frontier .chart { width: 100%; font-size: 12px; display: block; }
.key .chosen { background: var(--accent); }
.frontier .chart { --tone: var(--accent); }
.find { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: center; margin-bottom: 12px; }
.find .meta { margin: 0; }
.desk .find input, .find select { width: auto; margin-left: 6px; }
.desk .moves { table-layout: fixed; }
.desk .moves th, .desk .moves td { padding: 7px 9px; }
.desk .moves thead th { width: 94px; white-space: normal; }
.desk .moves thead th:first-child { width: 21%; }
.desk .moves thead .picture { width: 148px; }
.desk .moves thead .given { width: 158px; }
.desk .moves thead .why { width: auto; font-size: .82rem; color: var(--muted); }
.desk .moves .chart { width: 130px; display: block; }
.desk .why { min-width: 0; font-size: .86rem; line-height: 1.4; }
.open { display: block; width: 100%; text-align: left; border: 0; background: none; padding: 2px 0; min-height: 0; }
.open .name { text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: .18em; }
.open:hover .name { text-decoration-color: currentColor; }
button.open[aria-pressed='true'] { background: none; color: inherit; }
button.open[aria-pressed='true'] .name { color: var(--accent); }
.given { white-space: nowrap; }
.given input:not([type='checkbox']) { width: 4.6em; min-height: 30px; margin-right: 4px; padding: 3px 6px; font-size: .86rem; }
.lock { display: block; margin-top: 4px; font-size: .86rem; color: var(--muted); }
.lock input { vertical-align: -2px; width: 16px; height: 16px; accent-color: var(--accent); }
thead .dot { display: inline-block; width: 10px; height: 10px; border-radius: 50%; border: 2px solid var(--ink); vertical-align: -1px; }
.more { margin-top: 12px; }
.desk .cards { grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); }
.card { position: relative; }
.card h3 { padding-right: 30px; }
.close { position: absolute; right: 8px; top: 8px; border: 0; background: none; padding: 0 8px; font-size: 1.1rem; color: var(--muted); }
pre { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; overflow-x: auto; font: .86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; max-height: 22em; }
#compare th[scope='col'] { white-space: normal; max-width: 16em; overflow-wrap: anywhere; }
#compare tbody th { min-width: 12em; }

@media screen and (min-width: 901px) and (max-width: 1400px) {
  .desk .moves .picture { display: none; }
}
@media screen and (max-width: 1180px) {
  .desk { grid-template-columns: minmax(0, 1fr); gap: 0; padding: 0 16px; }
  .desk main { padding-top: 0; }
  .controls { position: static; max-height: none; padding-bottom: 4px; }
  /* Under the thumb, so that the plan can be seen to follow. */
  .field.budget { position: fixed; z-index: 2; left: 0; right: 0; bottom: 0; margin: 0; padding: 8px 16px 10px; display: grid; grid-template-columns: 7.5em 1fr; gap: 0 12px; align-items: center; background: var(--sheet); border-top: 1px solid var(--line); box-shadow: 0 -2px 12px rgb(0 0 0 / .12); }
  .field.budget > label { grid-column: 1 / -1; margin: 0; font-size: .8rem; }
  .budget .exact { font-size: 1.1rem; margin: 0; }
  .budget .ends, .budget .hint { display: none; }
  .budget .chips { grid-column: 1 / -1; margin: 6px 0 0; }
  .desk { padding-bottom: 20px; }
  footer { padding-bottom: 170px; }
  #compare .id { display: none; }
  #compare tbody th { min-width: 8.5em; position: sticky; left: 0; background: var(--sheet); }
}
@media screen and (max-width: 900px) {
  .split { grid-template-columns: minmax(0, 1fr); }
  .desk .moves th, .desk .moves td { padding: 0; }
  .desk .moves th[scope='row'] { width: auto; }
  .desk .moves .chart { width: 100%; max-width: 260px; }
  .given { grid-column: 1 / -1; }
  button.open { min-height: 24px; }
}
@media print {
  .desk { display: block; padding: 0; }
  .desk main > section, .tile, .card { contain: none; }
  .controls { position: static; max-height: none; }
  .given, .find, .more, .close { display: none; }
}
`;
