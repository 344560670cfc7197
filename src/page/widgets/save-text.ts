import { element } from './dom.js';

/** A button that saves a text as a file. */
export function saveText(words: string, name: string, text: () => string): HTMLButtonElement {
  return element('button', { type: 'button', onclick: () => saveFile(name, text(), 'text/plain') }, words);
}

/** Downloads a text as a file. */
export function saveFile(download: string, text: string, type: string): void {
  const href = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
