import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from '../../fixtures/run-command.js';

/** A kernel that shows how threads divide the calls. */
const SOURCE = `
/** Adds 1 to a counter. A slow call waits until the counter reaches others; after a minute without them it adds 1000. */
export function count(at: usize, others: u32, isSlow: u32): void {
  if (!isSlow) {
    atomic.add<u32>(at, 1);
    atomic.notify(at);
    return;
  }
  for (let counted = atomic.load<u32>(at); counted != others; counted = atomic.load<u32>(at)) {
    if (atomic.wait<u32>(at, counted, 60_000_000_000) == AtomicWaitResult.TIMED_OUT) {
      atomic.add<u32>(at, 1000);
      return;
    }
  }
}
`;

export interface CrewKernels {
  count(at: number, others: number, isSlow: number): void;
}

/** Compiles the kernels and caches the module: loading the compiler takes longer than these tests. */
export async function compileCrewKernels(): Promise<WebAssembly.Module> {
  const sha256 = createHash('sha256')
    .update(SOURCE)
    .update(readFileSync(join(PROJECT, 'package-lock.json')))
    .digest('hex');
  const path = join(PROJECT, 'dist/cache', `crew-kernels-${sha256}.wasm`);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, await compile());
    renameSync(`${path}.${process.pid}`, path);
  }
  return new WebAssembly.Module(readFileSync(path));
}

async function compile(): Promise<Uint8Array> {
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | undefined;
  const flags = '--runtime stub --enable threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 32768';
  const { error, stderr } = await asc.main(['module.ts', '--outFile', 'module.wasm', '-O', ...flags.split(' ')], {
    readFile: (name) => (name === 'module.ts' ? SOURCE : null),
    writeFile: (name, contents) => {
      if (name === 'module.wasm') binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`asc: ${error?.message} ${stderr}`);
  return binary;
}
