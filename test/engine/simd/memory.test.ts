import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** The size of an engine's memory in MiB, in a process that may have so many KiB. */
function sizeWithin(limit: string): number {
  const memory = new URL('../../../dist/engine/simd/memory.js', import.meta.url);
  const program = `
    const { SimdMemory } = await import('${memory}');
    console.log(new SimdMemory().memory.buffer.byteLength / 2 ** 20);`;
  const command = `ulimit -d ${limit}; '${process.execPath}' --input-type=module --eval "$PROGRAM"`;
  const { stdout } = spawnSync('sh', ['-c', command], { env: { ...process.env, PROGRAM: program }, encoding: 'utf8' });
  return Number(stdout);
}

test.runIf(process.platform === 'linux')('an engine reserves 2 GiB, or as much as the system grants', () => {
  expect(sizeWithin('unlimited')).toBe(2048);
  const granted = sizeWithin('1000000');
  expect(granted).toBeGreaterThanOrEqual(128);
  expect(granted).toBeLessThanOrEqual(512);
});
