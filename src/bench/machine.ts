import { arch, cpus, platform, totalmem } from 'node:os';
import { programVersion } from '../run/program-version.js';

/** The machine and versions that the figures depend on; no date and no host name. */
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

export function machineText(): string {
  const { processor, cores, memoryBytes, platform, node } = machine();
  const gigabytes = (Number(memoryBytes) / 2 ** 30).toFixed(1);
  return `${processor}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${gigabytes} GiB, ${platform}, Node ${node}`;
}
