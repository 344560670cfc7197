import { join } from 'node:path';
import { type Contender, type Missing, roundOf, scaledUp } from './contender.js';
import { peerSource } from './peer-sources.js';
import { run } from './process.js';

const VERSION = '4.22.0';
const PACKAGES = [`@tensorflow/tfjs@${VERSION}`, `@tensorflow/tfjs-backend-wasm@${VERSION}`];

/**
 * TensorFlow.js, installed by npm into a temporary `folder`. It runs `iterations` of the book's run, and its time is
 * scaled up to `whole` iterations.
 */
export async function tfjsPeer(
  folder: string,
  files: string,
  iterations: number,
  whole: number,
): Promise<Contender | Missing> {
  process.stderr.write('installing TensorFlow.js into a temporary folder\n');
  try {
    const flags = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
    await run('npm', ['install', '--prefix', folder, ...flags, ...PACKAGES]);
  } catch (error) {
    return { name: 'TF.js', reason: `npm could not install it: ${(error as Error).message}` };
  }
  const args = [peerSource('tfjs-book.mjs'), join(folder, 'node_modules'), files, String(iterations)];
  return {
    name: 'TF.js',
    version: `TensorFlow.js ${VERSION} wasm, Node ${process.version}`,
    run: async () => {
      const round = roundOf(await run(process.execPath, args));
      return scaledUp(round, whole / iterations, Number(round.report.preparation));
    },
  };
}
