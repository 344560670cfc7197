import { dataElement, type PageData, readPageData } from './page-data.js';

/** Whether newer data can be had: not of a page that was saved while its run went on. */
export function isRunning({ live }: PageData): boolean {
  return live?.status === 'running' && location.protocol !== 'file:';
}

/** Asks for newer data when the last is shown, until the run ends. The page keeps the newest, to be saved with. */
export async function followRun(data: PageData, show: (data: PageData) => void): Promise<void> {
  while (isRunning(data) && data.live) {
    const text = await askForNewer(data.live.version);
    if (text === undefined) data = { ...data, live: { ...data.live, status: 'stopped' } };
    else {
      dataElement().textContent = text;
      data = readPageData();
    }
    show(data);
  }
}

/** Undefined if the run does not answer any more. A page that is not looked at waits for the end of the run. */
async function askForNewer(version: number): Promise<string | undefined> {
  for (;;) {
    const turn = new AbortController();
    document.addEventListener('visibilitychange', () => turn.abort(), { once: true, signal: turn.signal });
    try {
      const response = await fetch(`state?after=${document.hidden ? 'end' : version}`, { signal: turn.signal });
      const text = await response.text();
      return response.ok ? text : undefined;
    } catch {
      if (!turn.signal.aborted) return undefined;
    } finally {
      turn.abort();
    }
  }
}
