import type { Split } from '../../dataset/dataset.js';
import { drawDigit, type StrokesSplit } from '../../dataset/strokes/strokes.js';
import { size } from '../../image/mass.js';
import { pageHost } from './host.js';
import type { News, Order } from './orders.js';
import { Trainer } from './trainer.js';
import './turns.js';

// A worker of the page. It draws digits or trains.

const tell = (news: News) => self.postMessage(news);
let trainer: Trainer | undefined;

self.addEventListener('message', ({ data: order }: MessageEvent<Order>) => {
  if (order.kind === 'draw') tell({ kind: 'drawn', split: draw(order.half, order.from, order.to) });
  else if (order.kind === 'prepare') {
    const { train, test, kernels } = order;
    const dataset = { name: 'strokes', rows: size, columns: size, classes: 10, hashes: {}, train, test };
    trainer = new Trainer(pageHost(new Uint8Array(kernels)), dataset, tell);
  } else if (order.kind === 'begin') trainer?.begin(order.run, order.settings);
  else if (order.kind === 'differentiate') trainer?.differentiate(order.name, order.place);
  else trainer?.[order.kind]();
});

function draw(half: StrokesSplit, from: number, to: number): Split {
  const count = to - from;
  const images = new Uint8Array(count * size * size);
  const labels = Uint8Array.from({ length: count }, (_, i) =>
    drawDigit(images.subarray(i * size * size, (i + 1) * size * size), 0, half, from + i),
  );
  return { images, labels, count };
}
