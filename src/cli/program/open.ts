import { spawn } from 'node:child_process';

/** The program of each system that opens an address as a person would; elsewhere `xdg-open`. */
const OPENERS: Readonly<Record<string, readonly [program: string, ...args: readonly string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** In ms. This program waits so long for one that opens an address, to hear whether it can. */
const PATIENCE = 1000;

/** Opens an http: or file: address in the browser, by no shell. notice: is told once if that fails. */
export function openInBrowser(address: string, notice: (text: string) => void): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  const failed = (why: string) => notice(`no browser was opened, ${program} ${why}: open ${address} yourself`);
  child.on('error', ({ message }) => failed(`could not start (${message})`));
  child.on('exit', (code) => code && failed(`ended with code ${code}`));
  setTimeout(() => child.unref(), PATIENCE).unref();
}
