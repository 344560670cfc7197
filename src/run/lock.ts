import { createHash } from 'node:crypto';
import { existsSync, realpathSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TrainerError } from '../errors.js';

export interface Lock {
  release(): void;
}

/**
 * Locks a folder for this process. The lock is a listening local socket named after the folder. The system closes it when
 * the process ends, even if it is killed, so there are no stale locks. Throws RESUME_LOCKED if another process holds the
 * lock. Without permission for local sockets, nothing is locked.
 */
export async function lockFolder(path: string): Promise<Lock> {
  const address = socketAddress(existsSync(path) ? realpathSync(path) : resolve(path));
  for (let tries = 1; ; tries++) {
    const server = await listen(address);
    if (server === 'unavailable') return { release() {} };
    if (server !== 'taken') return { release: () => void server.close() };
    if (tries > 1 || (await answers(address))) {
      throw new TrainerError('RESUME_LOCKED', `${path}: another process is training in this folder`, {
        hint: 'wait until it ends, or stop it and then resume the run',
      });
    }
    unlinkSync(address); // the socket file of a process that was killed
  }
}

/** An abstract socket on Linux, a pipe on Windows; elsewhere a socket file, which remains if the process is killed. */
function socketAddress(folder: string): string {
  const name = `mnist-train-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | 'taken' | 'unavailable'> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE' ? 'taken' : 'unavailable'));
    server.listen(address, () => resolve(server));
    server.unref();
  });
}

/** Whether a process listens at the address. Only a socket file can be left without one. */
function answers(address: string): Promise<boolean> {
  if (!existsSync(address)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect(address, () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.unref();
  });
}
