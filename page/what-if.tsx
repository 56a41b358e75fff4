import { render } from 'preact';
import { unpackAccount } from './account.ts';
import { askingOf } from './asking.ts';
import { App } from './view/app.tsx';

/** Ids of the data blocks that `document.ts` writes. */
const accountText = textOf('account');
const workerUrl = URL.createObjectURL(new Blob([textOf('worker')], { type: 'text/javascript' }));
const asking = askingOf(new Worker(workerUrl), accountText);
const root = document.getElementById('page');
if (root !== null) render(<App account={unpackAccount(accountText)} asking={asking} />, root);

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? '';
}
