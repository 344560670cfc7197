import { grouped, quantity } from '../../quantity.js';
import type { LiveState } from '../../report/report-data.js';
import { isRunning } from '../live.js';
import type { MovingSection, PageData } from '../page-data.js';
import { element } from './dom.js';
import { saveFile } from './save-text.js';

/** What became of a run that is not finished. */
const ENDS: Readonly<Record<LiveState['status'], string>> = {
  running: 'This page was saved',
  interrupted: 'The run was interrupted',
  failed: 'The run failed',
  stopped: 'The run was stopped, or went on without this page,',
};

/** How far the run is, and a button that saves the page as it is. Nothing in the report of a finished run. */
export function liveBar(first: PageData): MovingSection {
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
        : 'The run is finished.';
  };
  update(first);
  return { root, update };
}

/** Saves the page with its present data as one file, which is a report like any other. */
function savePage(): void {
  const page = document.documentElement.cloneNode(true) as HTMLElement;
  page.querySelector('main')?.replaceChildren();
  saveFile('report.html', `<!doctype html>\n${page.outerHTML}\n`, 'text/html');
}
