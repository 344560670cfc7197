import { fileURLToPath } from 'node:url';

/** A peer's program: read from src, as it is not compiled. */
export function peerSource(name: string): string {
  return fileURLToPath(new URL(`../../src/bench/peers/${name}`, import.meta.url));
}
