import { dataElement, type PageData, readPageData } from './page-data.js';

/** Whether the page can get newer data. A page that was saved during a run cannot. */
export function isRunning({ live }: PageData): boolean {
  return live?.status === 'running' && location.protocol !== 'file:';
}

/** Fetches and shows newer data until the run ends. Stores the newest in the page, so that a saved page contains it. */
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

/** Waits for newer data; undefined if the server no longer answers. A hidden page waits for the end of the run. */
async function askForNewer(version: number): Promise<string | undefined> {
  for (;;) {
    const abort = new AbortController();
    document.addEventListener('visibilitychange', () => abort.abort(), { once: true, signal: abort.signal });
    try {
      const response = await fetch(`state?after=${document.hidden ? 'end' : version}`, { signal: abort.signal });
      const text = await response.text();
      return response.ok ? text : undefined;
    } catch {
      if (!abort.signal.aborted) return undefined;
    } finally {
      abort.abort();
    }
  }
}
