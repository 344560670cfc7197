import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Random } from '../../src/random/random.js';
import type { FileOperation } from './file-operations.js';

/** `durable` survives a power loss. `later` was done since the last fsync and may be lost. */
interface File {
  readonly kind: 'file';
  durable: Buffer;
  later: Change[];
}
type Change = { readonly position: number; readonly data: Buffer } | { readonly length: number };

interface Folder {
  readonly kind: 'folder';
  /** The entries that the program sees. */
  entries: Entries;
  durable: Entries;
  later: ((entries: Entries) => void)[];
}
type Entries = Map<string, File | Folder>;

/**
 * A simulated disk that may lose power. POSIX guarantees the content of a file before its last fsync, and the entries
 * of a folder at its last fsync. Later operations may be lost in any order. A rename happens completely or not at all.
 */
export class Disk {
  readonly #path: string;
  readonly #root: Folder;

  /** Starts with a copy of the folder `content`; operations refer to it as `path`. */
  constructor(path: string, content: string) {
    this.#path = path;
    this.#root = folderOnDisk(content);
  }

  do(operation: FileOperation): void {
    const { path } = operation;
    switch (operation.call) {
      case 'mkdir':
        this.#link(path, emptyFolder());
        break;
      case 'create':
        this.#link(path, { kind: 'file', durable: Buffer.alloc(0), later: [] });
        break;
      case 'write':
        this.#file(path).later.push({ position: operation.position, data: Buffer.from(operation.data, 'base64') });
        break;
      case 'truncate':
        this.#file(path).later.push({ length: operation.length });
        break;
      case 'unlink':
        change(this.#folder(dirname(path)), (entries) => entries.delete(basename(path)));
        break;
      case 'rename': {
        const file = this.#file(path);
        change(this.#folder(dirname(path)), (entries) => {
          entries.delete(basename(path));
          entries.set(basename(operation.to), file);
        });
        break;
      }
      case 'fsync':
        sync(this.#find(path));
        break;
    }
  }

  /** The names in a folder that survive any power loss. */
  durableNames(path: string): string[] {
    let node: File | Folder | undefined = this.#root;
    for (const name of this.#names(path)) node = node?.kind === 'folder' ? node.durable.get(name) : undefined;
    if (node?.kind !== 'folder') return [];
    const { durable, entries } = node;
    return [...durable.keys()].filter((name) => entries.has(name));
  }

  /** Writes the content after one possible power loss to an empty folder. */
  losePower(path: string, random: Random): void {
    writeFolder(path, this.#root, random);
  }

  #link(path: string, node: File | Folder): void {
    change(this.#folder(dirname(path)), (entries) => entries.set(basename(path), node));
  }

  #names(path: string): string[] {
    return relative(this.#path, path).split(sep).filter(Boolean);
  }

  #find(path: string): File | Folder {
    let node: File | Folder | undefined = this.#root;
    for (const name of this.#names(path)) node = node?.kind === 'folder' ? node.entries.get(name) : undefined;
    if (!node) throw new Error(`${path} was never made`);
    return node;
  }

  #file(path: string): File {
    const node = this.#find(path);
    if (node.kind !== 'file') throw new Error(`${path} is a folder`);
    return node;
  }

  #folder(path: string): Folder {
    const node = this.#find(path);
    if (node.kind !== 'folder') throw new Error(`${path} is a file`);
    return node;
  }
}

function emptyFolder(entries: Entries = new Map()): Folder {
  return { kind: 'folder', entries, durable: new Map(entries), later: [] };
}

function folderOnDisk(path: string): Folder {
  const entries: Entries = new Map();
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    const file = (): File => ({ kind: 'file', durable: readFileSync(inside), later: [] });
    entries.set(entry.name, entry.isDirectory() ? folderOnDisk(inside) : file());
  }
  return emptyFolder(entries);
}

function change(folder: Folder, action: (entries: Entries) => void): void {
  action(folder.entries);
  folder.later.push(action);
}

function sync(node: File | Folder): void {
  if (node.kind === 'folder') node.durable = new Map(node.entries);
  else for (const change of node.later) node.durable = changed(node.durable, change);
  node.later = [];
}

function changed(content: Buffer, change: Change): Buffer {
  const length = 'length' in change ? change.length : Math.max(content.length, change.position + change.data.length);
  const result = Buffer.alloc(length);
  content.copy(result);
  if ('data' in change) change.data.copy(result, change.position);
  return result;
}

function writeFolder(path: string, folder: Folder, random: Random): void {
  mkdirSync(path, { recursive: true });
  const entries = new Map(folder.durable);
  for (const action of folder.later) if (random.integer(2) === 0) action(entries);
  for (const [name, node] of entries) {
    if (node.kind === 'folder') writeFolder(join(path, name), node, random);
    else writeFileSync(join(path, name), contentAfterLoss(node, random));
  }
}

/** Applies some of the later changes, the next one in part, or only the new length without the data. */
function contentAfterLoss({ durable, later }: File, random: Random): Buffer {
  const kept = random.integer(later.length + 1);
  const content = later.slice(0, kept).reduce(changed, durable);
  const torn = later[kept];
  if (torn === undefined || !('data' in torn) || random.integer(2) === 0) return content;
  const { position, data } = torn;
  const part = data.subarray(0, random.integer(data.length + 1));
  return changed(content, { position, data: random.integer(2) === 0 ? part : Buffer.alloc(part.length) });
}
