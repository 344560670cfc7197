import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { CrewWorkerData, KernelSource } from './crew.js';
import { instantiate } from './module.js';
import { openQueues, sortedKernels } from './queues.js';

// Entry point of a worker thread of a Crew. It runs until the process ends.
const { sources, memory, address, threads, me } = workerData as CrewWorkerData;
let known = 0;
const queues = openQueues(memory, (kernel) => {
  while (known <= kernel && parentPort) loadSource(receiveMessageOnPort(parentPort)?.message);
  return known;
});

function loadSource({ module, memory }: KernelSource): void {
  const kernels = sortedKernels(instantiate(module, { env: { memory } }).kernels);
  queues.add(kernels.map(([, kernel]) => kernel));
  known += kernels.length;
}

for (const source of sources) loadSource(source);
for (;;) {
  try {
    queues.kernels.serve(address, threads, me);
  } catch {
    queues.kernels.fail();
  }
}
