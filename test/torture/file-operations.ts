import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT, type Workplace } from '../fixtures/run-command.js';

/** A file operation of a program below a watched folder; paths are absolute. */
export type FileOperation = { readonly n: number; readonly path: string } & (
  | { readonly call: 'open' | 'read' | 'close' | 'readdir' | 'mkdir' | 'create' | 'fsync' | 'unlink' }
  | { readonly call: 'write'; readonly position: number; readonly data: string }
  | { readonly call: 'truncate'; readonly length: number }
  | { readonly call: 'rename'; readonly to: string }
);

/** An operation that fails; with `lasting`, all later ones fail too. */
export interface Fault {
  readonly n: number;
  readonly code: 'EIO' | 'ENOSPC' | 'EACCES' | 'EMFILE';
  readonly lasting?: boolean;
}

/** The operations that can fail with each error code. */
const CODES: Record<Fault['code'], readonly FileOperation['call'][]> = {
  EIO: ['mkdir', 'create', 'open', 'read', 'write', 'truncate', 'fsync', 'rename', 'unlink', 'readdir', 'close'],
  ENOSPC: ['mkdir', 'create', 'write', 'fsync', 'rename'],
  EACCES: ['mkdir', 'create', 'open', 'read', 'rename', 'unlink', 'readdir'],
  EMFILE: ['create', 'open', 'read', 'readdir'],
};

/** Each operation of a run with each possible fault, once and lasting. */
export function faultsOf(operations: readonly FileOperation[]): (Fault & { call: string; path: string })[] {
  return operations.flatMap(({ n, call, path }) =>
    (Object.keys(CODES) as Fault['code'][])
      .filter((code) => CODES[code].includes(call))
      .flatMap((code) => [false, true].map((lasting) => ({ n, code, lasting, call, path }))),
  );
}

const PRELOAD = pathToFileURL(join(PROJECT, 'test/fixtures/file-operations.mjs')).href;

/** Runs a command that writes below `folder`; returns its result and its file operations there. */
export async function watched(work: Workplace, folder: string, command: string, fault?: Fault) {
  const log = join(work.folder, `${folder}.log`);
  const env = {
    NODE_OPTIONS: `--import ${PRELOAD}`,
    FILES_FOLDER: join(work.folder, folder),
    FILES_LOG: log,
    ...(fault && { FILES_FAULT: `${fault.n} ${fault.code} ${fault.lasting ? 'lasting' : ''}` }),
  };
  const ended = await work.run(command, { env });
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return { ...ended, operations: lines.map((line): FileOperation => JSON.parse(line)) };
}
