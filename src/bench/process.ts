import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Ended {
  readonly seconds: number;
  /** Peak resident memory; undefined if the system does not report it. */
  readonly peakBytes: number | undefined;
  readonly stdout: string;
}

/**
 * Runs a program to its end. Peak memory is Linux's VmHWM, read every 20 ms; unlike getrusage, it does not include this
 * process's memory at the fork. Throws an Error with the end of stderr if the program cannot be started or fails.
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

/** The last line that a program printed, parsed as JSON. */
export function lastLine({ stdout }: Ended): Record<string, unknown> {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

function peakMemory(pid: number | undefined): number | undefined {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) * 1024 : undefined;
  } catch {
    return undefined; // not Linux, or the process has just ended
  }
}
