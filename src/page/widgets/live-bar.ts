import { grouped, quantity } from '../../quantity.js';
import type { LiveState } from '../../report/report-data.js';
import { isRunning } from '../live.js';
import type { PageData, UpdatableSection } from '../page-data.js';
import { element } from './dom.js';
import { saveFile } from './save-text.js';

/** How a run without a result ended. */
const ENDS: Readonly<Record<LiveState['status'], string>> = {
  running: 'This page was saved',
  interrupted: 'The run was interrupted',
  failed: 'The run failed',
  stopped: 'The run was stopped, or continued without this page,',
};

/** The progress of a live run, and a button that saves the page. Hidden in the report of a finished run. */
export function liveBar(first: PageData): UpdatableSection {
  const progress = element('progress', { max: 1, 'aria-label': 'Updates done' });
  const words = element('span');
  const end = element('span', { role: 'status' });
  const save = element('button', { type: 'button', onclick: savePage }, 'Save this page');
  const root = element('div', { class: 'live' }, progress, words, end, save);
  root.hidden = first.live === undefined;
  const update = (data: PageData) => {
    const { live } = data;
    progress.hidden = !isRunning(data);
    progress.value = live ? live.done / live.iterations : 1;
    words.textContent =
      isRunning(data) && live ? `${grouped(live.done)} of ${quantity(live.iterations, 'update')}` : '';
    end.textContent = isRunning(data)
      ? ''
      : live
        ? `${ENDS[live.status]} after ${grouped(live.done)} of ${quantity(live.iterations, 'update')}.`
        : 'The run has finished.';
  };
  update(first);
  return { root, update };
}

/** Saves the page with its current data as a report file. */
function savePage(): void {
  const page = document.documentElement.cloneNode(true) as HTMLElement;
  page.querySelector('main')?.replaceChildren();
  saveFile('report.html', `<!doctype html>\n${page.outerHTML}\n`, 'text/html');
}
