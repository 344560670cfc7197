import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { quantity } from '../../quantity.js';
import { MNIST_FILES } from '../entry.js';
import { encodeIdx } from '../idx/idx.js';
import type { LoadOptions, ObtainedFile } from '../load-options.js';
import { digits as table } from '../strokes/digits.js';
import { drawDigit, generateStrokes } from '../strokes/strokes.js';
import { sha256 } from './verify.js';

const SIDE = 28;

/** A hash of the generator's output; digits stored by another generator are drawn again. Takes about 10 ms. */
export function generatorVersion(): string {
  const digits = new Uint8Array(32 * SIDE * SIDE);
  for (let i = 0; i < 32; i++) {
    drawDigit(digits.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE), 0, i % 2 === 0 ? 'train' : 'test', i >> 1);
  }
  return sha256(Buffer.concat([Buffer.from(JSON.stringify(table)), digits])).slice(0, 16);
}

/** Draws both splits of the built-in digits. folder: where the caller will store them. */
export async function drawFiles(
  counts: { readonly train: number; readonly test: number },
  folder: string,
  options: LoadOptions,
): Promise<ObtainedFile[]> {
  const drawn = [...(await draw('train', counts.train, options)), ...(await draw('test', counts.test, options))];
  return MNIST_FILES.map(({ name }, i) => {
    const idx = drawn[i];
    const from = join(folder, `${name}.gz`);
    return { name, origin: 'generated', from, bytes: idx.length, idx, sha256: sha256(idx) };
  });
}

/** Draws one split and returns images and labels as IDX files. Takes about 60 µs a digit. */
async function draw(half: 'train' | 'test', count: number, options: LoadOptions): Promise<[Uint8Array, Uint8Array]> {
  const generator = generateStrokes(half, count);
  const report = (done: number) => {
    options.onProgress?.({ kind: 'generate', file: `strokes ${half}`, done, total: count });
  };
  for (;;) {
    // Lets signals and the progress bar in between two chunks.
    await breathe();
    options.signal?.throwIfAborted();
    const step = generator.next();
    if (step.done) {
      report(count);
      options.onNotice?.(`drew ${quantity(count, `${half} digit`)}`);
      const { images, labels } = step.value;
      return [encodeIdx([count, SIDE, SIDE], images), encodeIdx([count], labels)];
    }
    report(step.value);
  }
}
