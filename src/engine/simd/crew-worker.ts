import { workerData } from 'node:worker_threads';
import type { CrewWorkerData } from './crew.js';
import { instantiateKernels, kernelNames } from './kernels.js';
import { Mailbox } from './mailbox.js';

// A thread of a Crew: it makes the calls that come into its mailbox, and ends with the process.
const { module, memory, mailbox } = workerData as CrewWorkerData;
const kernels = instantiateKernels(module, memory);
const byNumber = kernelNames(kernels).map((name) => kernels[name] as (...args: number[]) => unknown);
new Mailbox(memory, mailbox).serve((kernel, args) => byNumber[kernel](...args));
