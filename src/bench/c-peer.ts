import { join } from 'node:path';
import { type Contender, type Missing, roundOf } from './contender.js';
import { peerSource } from './peer-sources.js';
import { lastLine, run } from './process.js';

/** The book's run in C, compiled into `folder`. It shows what the hardware allows. */
export async function cPeer(folder: string, files: string, iterations: number): Promise<Contender | Missing> {
  const program = join(folder, 'book');
  try {
    await run('gcc', ['-O3', '-march=native', peerSource('book.c'), '-o', program, '-lm']);
  } catch (error) {
    return {
      name: 'C',
      reason: `gcc is missing or cannot compile it (apt install gcc libc6-dev): ${(error as Error).message}`,
    };
  }
  const { version } = lastLine(await run(program, [files, '1']));
  return {
    name: 'C',
    version: `${version} -O3 -march=native, 1 thread`,
    run: async () => roundOf(await run(program, [files, String(iterations)])),
  };
}
