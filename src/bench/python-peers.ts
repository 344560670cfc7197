import { type Contender, isMissing, type Missing, roundOf } from './contender.js';
import { time } from './figures.js';
import { peerSource } from './peer-sources.js';
import { lastLine, run } from './process.js';

interface Python {
  readonly command: string;
  readonly version: string;
}

const LABELS = { numpy: 'NumPy', torch: 'PyTorch' } as const;

/** Keeps Python from writing files beside the sources. */
const PYTHON = { PYTHONDONTWRITEBYTECODE: '1' };

/** The system's Python too: another `python3` on the PATH often lacks its packages. */
const COMMANDS = ['python3', '/usr/bin/python3'];

async function findPython(library: 'numpy' | 'torch'): Promise<Python | Missing> {
  const name = LABELS[library];
  let reason = `not found in any Python: apt install python3-${library} libopenblas0`;
  for (const command of COMMANDS) {
    const found = await run(command, [peerSource('versions.py'), library], PYTHON).then(lastLine, () => undefined);
    if (!found) continue;
    const version = `${name} ${found.version}, ${found.blas} BLAS`;
    if (found.blas !== 'reference') return { command, version };
    reason = `${version} is many times slower than OpenBLAS: apt install libopenblas0`;
  }
  return { name, reason };
}

const THREADS_TO_TRY = [1, 2];

/**
 * A Python program of `peers/` that does `amount` of its work (iterations, batches, parameters), with the number of threads
 * that was fastest for a fifth of it.
 */
export async function pythonOnBestThreads(
  library: 'numpy' | 'torch',
  script: string,
  files: string,
  amount: number,
): Promise<Contender | Missing> {
  const python = await findPython(library);
  if (isMissing(python)) return python;
  const peer = (amount: number, threads: number) => pythonPeer(library, python, script, files, amount, threads);

  let best = { threads: 0, seconds: Number.POSITIVE_INFINITY };
  for (const threads of THREADS_TO_TRY) {
    const { work: seconds } = await peer(Math.ceil(amount / 5), threads).run();
    process.stderr.write(`a fifth of the work by ${peer(amount, threads).version}: ${time(seconds)}\n`);
    if (seconds < best.seconds) best = { threads, seconds };
  }
  return peer(amount, best.threads);
}

function pythonPeer(
  library: 'numpy' | 'torch',
  { command, version }: Python,
  script: string,
  files: string,
  amount: number,
  threads: number,
): Contender {
  const count = String(threads);
  const env = { ...PYTHON, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count };
  return {
    name: LABELS[library],
    version: `${version}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    run: async () => roundOf(await run(command, [peerSource(script), files, String(amount), count], env)),
  };
}
