import { TrainerError } from '../../errors.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const ACCEPTED = 'give an https:// folder, a file:// folder, or http:// on 127.0.0.1, localhost or [::1]';

/**
 * The folder a mirror's address names, so that `new URL(fileName, mirror)` is a file in it.
 * Throws `DOWNLOAD_MIRROR` for an address that is not one, or that anybody on the way could read or change.
 */
export function parseMirror(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) {
    throw new TrainerError('DOWNLOAD_MIRROR', `mirror ${JSON.stringify(address)} is not a URL`, { hint: ACCEPTED });
  }
  if (url.username !== '' || url.password !== '') {
    throw new TrainerError('DOWNLOAD_MIRROR', `mirror at ${url.host}: a URL with a password is not accepted`, {
      hint: 'download the files with a browser or curl and use --data-dir',
    });
  }
  const local = url.protocol === 'file:' && url.host === '';
  if (!local && !isHttps(url) && !isLoopback(url)) {
    throw new TrainerError('DOWNLOAD_MIRROR', `mirror ${JSON.stringify(address)} is not secure`, { hint: ACCEPTED });
  }
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** Whether a server may send us from one address to another: to https always, to http only within this machine. */
export function mayRedirect(from: URL, to: URL): boolean {
  return isHttps(to) || (isLoopback(from) && isLoopback(to));
}

function isHttps(url: URL): boolean {
  return url.protocol === 'https:';
}

function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && isThisMachine(url.hostname);
}

/** Whether a URL's host is this machine, so that nobody is on the way. */
export function isThisMachine(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}
