import type { Split } from '../../dataset/dataset.js';
import { drawDigit, type StrokesSplit } from '../../dataset/strokes/strokes.js';
import { size } from '../../image/mass.js';
import { pageHost } from './host.js';
import type { FromWorker, ToWorker } from './messages.js';
import { Trainer } from './trainer.js';
import './set-immediate.js';

// A worker of the page. It draws digits or trains.

const send = (message: FromWorker) => self.postMessage(message);
let trainer: Trainer | undefined;

self.addEventListener('message', ({ data: message }: MessageEvent<ToWorker>) => {
  if (message.kind === 'draw') send({ kind: 'drawn', split: draw(message.half, message.from, message.to) });
  else if (message.kind === 'prepare') {
    const { train, test, kernels } = message;
    const dataset = { name: 'strokes', rows: size, columns: size, classes: 10, hashes: {}, train, test };
    trainer = new Trainer(pageHost(new Uint8Array(kernels)), dataset, send);
  } else if (message.kind === 'begin') trainer?.begin(message.run, message.settings);
  else if (message.kind === 'differentiate') trainer?.differentiate(message.name, message.index);
  else trainer?.[message.kind]();
});

function draw(half: StrokesSplit, from: number, to: number): Split {
  const count = to - from;
  const images = new Uint8Array(count * size * size);
  const labels = Uint8Array.from({ length: count }, (_, i) =>
    drawDigit(images.subarray(i * size * size, (i + 1) * size * size), 0, half, from + i),
  );
  return { images, labels, count };
}
