import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process from its start to its end. */
export interface Ended {
  readonly seconds: number;
  /** The most memory that was resident at once; undefined where the system does not tell. */
  readonly peakBytes: number | undefined;
  readonly stdout: string;
}

/**
 * Runs a program to its end. Peak memory is Linux's VmHWM, looked at every 20 ms: unlike getrusage it does not count what
 * this process had when it forked.
 * Throws an Error with the end of what the program said on stderr when it cannot be started or does not end well.
 */
export function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let peakBytes: number | undefined;
    const watch = setInterval(() => {
      peakBytes = peakMemory(child.pid) ?? peakBytes;
    }, 20);
    let seconds = 0;
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on('exit', () => {
      seconds = (performance.now() - start) / 1000;
    });
    child.on('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearInterval(watch);
      if (code === 0) resolve({ seconds, peakBytes, stdout });
      else reject(new Error(`${command} ended with ${code ?? signal}: ${stderr.trim()}`));
    });
  });
}

/** The last line of what a program printed, as JSON. */
export function lastLine({ stdout }: Ended): Record<string, unknown> {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

function peakMemory(pid: number | undefined): number | undefined {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) * 1024 : undefined;
  } catch {
    return undefined; // no such system, or the process has just ended
  }
}
