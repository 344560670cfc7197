import { shown } from '../../documents/problem.js';
import { TrainerError } from '../../errors.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A mirror's folder as a URL: `new URL(fileName, mirror)` is a file in it. Throws `DOWNLOAD_MIRROR`. */
export function parseMirror(address: string): URL {
  const fault = mirrorFault(address);
  if (fault) throw new TrainerError('DOWNLOAD_MIRROR', `a mirror ${fault.message}`, { hint: fault.hint });
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** What is wrong with a mirror's address, as the end of a sentence. Only encrypted or local addresses are allowed. */
export function mirrorFault(address: string): { readonly message: string; readonly hint: string } | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && (url.username !== '' || url.password !== '')) {
    const got = shown(`${url.protocol}//…@${url.host}`);
    const hint = 'download the files with a browser or curl and use --data-dir';
    return { message: `must not contain a user or password, got ${got}`, hint };
  }
  const isFolder = url?.protocol === 'file:' && url.host === '';
  if (url && (isFolder || isHttps(url) || isLoopback(url))) return undefined;
  return {
    message: `must be an https: or file: address (http: only on this machine), got ${shown(address)}`,
    hint: 'give an https:// folder, a file:/// folder, or http:// on 127.0.0.1, localhost or [::1]',
  };
}

/** Whether a server may redirect from one address to another: to https always, to http only within this machine. */
export function mayRedirect(from: URL, to: URL): boolean {
  return isHttps(to) || (isLoopback(from) && isLoopback(to));
}

function isHttps(url: URL): boolean {
  return url.protocol === 'https:';
}

function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && isThisMachine(url.hostname);
}

export function isThisMachine(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}
