import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Size in MiB of an engine's memory in a process limited to `limit` KiB of data. */
function sizeWithin(limit: string): number {
  return Number(withLimit('-d', limit));
}

/** What a process prints that makes a memory: its size in MiB, or its error. */
function withLimit(resource: string, limit: string): string {
  const memory = new URL('../../../dist/engine/simd/memory.js', import.meta.url);
  const program = `
    const { SimdMemory } = await import('${memory}');
    try {
      console.log(new SimdMemory().memory.buffer.byteLength / 2 ** 20);
    } catch ({ code, message }) {
      console.log(code + ': ' + message);
    }`;
  const command = `ulimit ${resource} ${limit}; '${process.execPath}' --input-type=module --eval "$PROGRAM"`;
  const { stdout } = spawnSync('sh', ['-c', command], { env: { ...process.env, PROGRAM: program }, encoding: 'utf8' });
  return stdout.trim();
}

test.runIf(process.platform === 'linux')('an engine reserves 2 GiB, or less if the system refuses', () => {
  expect(sizeWithin('unlimited')).toBe(2048);
  const granted = sizeWithin('1000000');
  expect(granted).toBeGreaterThanOrEqual(128);
  expect(granted).toBeLessThanOrEqual(512);
});

test.runIf(process.platform === 'linux')('a limit of the address space is reported, or a new Node needs less', () => {
  const said = withLimit('-v', '6000000');
  expect(said).toMatch(/^(?:CONFIG_MEMORY: simd engine: the system allows no more address space|2048|1024|512)$/);
});
