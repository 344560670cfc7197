import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Board } from './board.js';
import { type CrewWorkerData, inOrder, type Kernel, type KernelSource } from './crew.js';
import { instantiate } from './module.js';

// A thread of a Crew: it makes the calls of its own board, then what is left of others, and ends with the process.
const { sources, memory, places } = workerData as CrewWorkerData;
const kernels: Kernel[] = [];
const learn = ({ module, memory }: KernelSource): void => {
  kernels.push(...inOrder(instantiate(module, memory).kernels).map(([, kernel]) => kernel));
};
for (const source of sources) learn(source);

const make = (number: number, args: readonly number[]): void => {
  while (number >= kernels.length && parentPort) learn(receiveMessageOnPort(parentPort)?.message);
  kernels[number](...args);
};
const boards = places.map((place) => new Board(memory, place));
boards[0].open();
for (;;) {
  const { posted } = boards[0];
  for (const board of boards) board.work(make);
  boards[0].awaitMore(posted);
}
