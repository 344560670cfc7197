import { spawn } from 'node:child_process';

/** The command that opens an address in the default browser, by platform; elsewhere `xdg-open`. */
const OPENERS: Readonly<Record<string, readonly [program: string, ...args: readonly string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** In ms. How long to wait for that command to report a failure. */
const FAILURE_TIMEOUT = 1000;

/** Opens an http: or file: address in the browser, without a shell. Calls `notice` once if that fails. */
export function openInBrowser(address: string, notice: (text: string) => void): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  const failed = (why: string) => notice(`no browser was opened, ${program} ${why}: open ${address} yourself`);
  child.on('error', ({ message }) => failed(`could not start (${message})`));
  child.on('exit', (code) => code && failed(`ended with code ${code}`));
  setTimeout(() => child.unref(), FAILURE_TIMEOUT).unref();
}
