import { fileURLToPath } from 'node:url';

/** The path of a peer's program in src; these programs are not compiled. */
export function peerSource(name: string): string {
  return fileURLToPath(new URL(`../../src/bench/peers/${name}`, import.meta.url));
}
