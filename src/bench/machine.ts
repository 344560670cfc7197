import { arch, cpus, platform, totalmem } from 'node:os';
import { programVersion } from '../run/program-version.js';

/** What the figures depend on; no date, no name of the machine. */
export function machine(): Record<string, string | number> {
  const processors = cpus();
  return {
    program: programVersion(),
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    platform: `${platform()} ${arch()}`,
    node: process.version,
  };
}

/** The same in a line. */
export function machineText(): string {
  const { processor, cores, memoryBytes, platform, node } = machine();
  const gigabytes = (Number(memoryBytes) / 2 ** 30).toFixed(1);
  return `${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${gigabytes} GiB, ${platform}, Node ${node}`;
}
