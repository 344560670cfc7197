import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { inOrder, openBoards } from './boards.js';
import type { CrewWorkerData, KernelSource } from './crew.js';
import { instantiate } from './module.js';

// A thread of a Crew: it ends with the process.
const { sources, memory, address, threads, me } = workerData as CrewWorkerData;
let known = 0;
const boards = openBoards(memory, (kernel) => {
  while (known <= kernel && parentPort) learn(receiveMessageOnPort(parentPort)?.message);
  return known;
});

function learn({ module, memory }: KernelSource): void {
  const kernels = inOrder(instantiate(module, { env: { memory } }).kernels);
  boards.add(kernels.map(([, kernel]) => kernel));
  known += kernels.length;
}

for (const source of sources) learn(source);
for (;;) {
  try {
    boards.kernels.serve(address, threads, me);
  } catch {
    boards.kernels.fail();
  }
}
