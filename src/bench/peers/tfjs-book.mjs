// The book's chapter-5 run in TensorFlow.js, wasm backend, without evaluation.
// usage: node tfjs-book.mjs MODULES FOLDER ITERATIONS; MODULES is the node_modules folder that contains @tensorflow
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [modules, folder, iterationsText] = process.argv.slice(2);
const require = createRequire(join(modules, 'x.js'));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
wasm.setWasmPaths(join(modules, '@tensorflow/tfjs-backend-wasm/dist/'));
await tf.setBackend('wasm');
await tf.ready();

const read = (name, header) => gunzipSync(readFileSync(join(folder, `${name}.gz`))).subarray(header);
const images = read('train-images-idx3-ubyte', 16);
const labels = read('train-labels-idx1-ubyte', 8);
const iterations = Number(iterationsText);

const start = performance.now();
const count = labels.length;
const pixels = new Float32Array(images.length);
for (let i = 0; i < images.length; i++) pixels[i] = images[i] / 255;
const batchPixels = new Float32Array(100 * 784);
const batchLabels = new Float32Array(100 * 10);
const W1 = tf.variable(tf.randomNormal([784, 50], 0, 0.01));
const b1 = tf.variable(tf.zeros([50]));
const W2 = tf.variable(tf.randomNormal([50, 10], 0, 0.01));
const b2 = tf.variable(tf.zeros([10]));
const optimizer = tf.train.sgd(0.1);
const loss = (x, t) => tf.losses.softmaxCrossEntropy(t, x.matMul(W1).add(b1).relu().matMul(W2).add(b2));

const preparation = (performance.now() - start) / 1000;

const losses = new Float32Array(iterations);
for (let i = 0; i < iterations; i++) {
  // copies the batch here: `gather` from a tensor of all images makes a step 1.5 times as long
  batchLabels.fill(0);
  for (let n = 0; n < 100; n++) {
    const row = Math.floor(Math.random() * count);
    batchPixels.set(pixels.subarray(row * 784, (row + 1) * 784), n * 784);
    batchLabels[n * 10 + labels[row]] = 1;
  }
  tf.tidy(() => {
    const x = tf.tensor2d(batchPixels, [100, 784]);
    const t = tf.tensor2d(batchLabels, [100, 10]);
    optimizer.minimize(() => loss(x, t));
    losses[i] = loss(x, t).dataSync()[0];
  });
}
const seconds = (performance.now() - start) / 1000;

console.log(JSON.stringify({ seconds, preparation, lastLoss: losses.at(-1) }));
