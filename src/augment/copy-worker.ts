import { workerData } from 'node:worker_threads';
import { CopyQueue, type CopyWorkerData } from './copy-queue.js';
import { Distorter } from './distorter.js';

// A thread that makes distorted copies ahead of time; it ends with the process.
const { originals, source, place } = workerData as CopyWorkerData;
new CopyQueue(new Distorter(originals, source), originals, place).serve();
