// Browsers lack Node's `setImmediate`, which the training loop uses to yield. A timer would wait for 4 ms.
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

Object.assign(globalThis, {
  setImmediate(resume: () => void): void {
    waiting.push(resume);
    port2.postMessage(undefined);
  },
});
