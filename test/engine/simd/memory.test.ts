import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Size in MiB of an engine's memory in a process limited to `limit` KiB of data. */
function sizeWithin(limit: string): number {
  const memory = new URL('../../../dist/engine/simd/memory.js', import.meta.url);
  const program = `
    const { SimdMemory } = await import('${memory}');
    console.log(new SimdMemory().memory.buffer.byteLength / 2 ** 20);`;
  const command = `ulimit -d ${limit}; '${process.execPath}' --input-type=module --eval "$PROGRAM"`;
  const { stdout } = spawnSync('sh', ['-c', command], { env: { ...process.env, PROGRAM: program }, encoding: 'utf8' });
  return Number(stdout);
}

test.runIf(process.platform === 'linux')('an engine reserves 2 GiB, or less if the system refuses', () => {
  expect(sizeWithin('unlimited')).toBe(2048);
  const granted = sizeWithin('1000000');
  expect(granted).toBeGreaterThanOrEqual(128);
  expect(granted).toBeLessThanOrEqual(512);
});
