import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TrainerError } from '../../src/errors.js';
import { RunFolder } from '../../src/run/folder.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

describe('RunFolder', () => {
  test('creates the folder, its parents and two CSV files', () => {
    const dir = join(temporaryFolder(), 'runs', 'deep', 'book');
    const folder = RunFolder.create(dir);
    expect(folder.path).toBe(dir);
    folder.writeLoss({ iteration: 1, epoch: 1, loss: 2.25 });
    folder.writeAccuracy({ iteration: 1, epoch: 1, trainAccuracy: 0.125, testAccuracy: 0.1 });
    folder.sync();
    expect(readFileSync(join(dir, 'loss.csv'), 'utf8')).toBe('iteration,epoch,loss\n1,1,2.25\n');
    expect(readFileSync(join(dir, 'accuracy.csv'), 'utf8')).toBe(
      'iteration,epoch,train_accuracy,test_accuracy\n1,1,0.125,0.1\n',
    );
    folder.close();
  });

  test('takes the next free suffix, and leaves earlier runs alone', () => {
    const dir = join(temporaryFolder(), 'book');
    const folders = [1, 2, 3].map((n) => {
      const folder = RunFolder.create(dir);
      folder.writeLoss({ iteration: n, epoch: n, loss: n });
      folder.close();
      return folder.path;
    });
    expect(folders).toEqual([dir, `${dir}-2`, `${dir}-3`]);
    expect(folders.map((path) => readFileSync(join(path, 'loss.csv'), 'utf8'))).toEqual(
      [1, 2, 3].map((n) => `iteration,epoch,loss\n${n},${n},${n}\n`),
    );
    rmSync(`${dir}-2`, { recursive: true });
    const again = RunFolder.create(dir);
    expect(again.path).toBe(`${dir}-2`);
    again.close();
  });

  test('uses an empty existing folder, and skips a file with the name of the next one', () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'book');
    mkdirSync(dir);
    const first = RunFolder.create(dir);
    expect(first.path).toBe(dir);
    first.close();
    writeFileSync(`${dir}-2`, 'a file');
    const second = RunFolder.create(dir);
    expect(second.path).toBe(`${dir}-3`);
    second.close();
    expect(readFileSync(`${dir}-2`, 'utf8')).toBe('a file');
  });

  test('with force overwrites the files of an earlier run and no others', async () => {
    const dir = join(temporaryFolder(), 'book');
    const first = RunFolder.create(dir);
    first.writeLoss({ iteration: 1, epoch: 1, loss: 9 });
    await first.writeFile('model.json', 'old');
    await first.writeFile('run.json', 'old');
    first.close();
    writeFileSync(join(dir, 'notes.txt'), 'mine');

    const second = RunFolder.create(dir, { force: true });
    expect(second.path).toBe(dir);
    expect(readdirSync(dir).sort()).toEqual(['accuracy.csv', 'loss.csv', 'notes.txt']);
    expect(readFileSync(join(dir, 'loss.csv'), 'utf8')).toBe('iteration,epoch,loss\n');
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('mine');
    second.close();
  });

  test('writes files atomically and leaves no temporary files', async () => {
    const dir = join(temporaryFolder(), 'book');
    const folder = RunFolder.create(dir);
    await folder.writeFile('config.json', '{}\n');
    await folder.writeFile('model.json', 'first');
    await folder.writeFile('model.json', 'second');
    expect(readFileSync(join(dir, 'model.json'), 'utf8')).toBe('second');
    expect(readdirSync(dir).sort()).toEqual(['accuracy.csv', 'config.json', 'loss.csv', 'model.json']);
    folder.close();
  });

  function errorOf(action: () => unknown): TrainerError {
    try {
      action();
    } catch (error) {
      if (error instanceof TrainerError) return error;
      throw error;
    }
    throw new Error('the folder was made');
  }

  test.each([
    ['in the place of the folder', (parent: string) => join(parent, 'file')],
    ['in the place of a folder above it', (parent: string) => join(parent, 'file', 'book')],
    ['two folders above it', (parent: string) => join(parent, 'file', 'runs', 'book')],
  ])('a file %s gives one OUTPUT error that names the folder', (_, dirOf) => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, 'file'), 'in the way');
    const dir = dirOf(parent);
    for (const force of [false, true]) {
      const error = errorOf(() => RunFolder.create(dir, { force }));
      expect(error.code).toBe('OUTPUT');
      expect(error.message).toBe(`${dir}: is not a folder`);
      expect(error.hint).toContain('--output');
    }
    expect(readFileSync(join(parent, 'file'), 'utf8')).toBe('in the way');
  });

  test('a name that is too long gives an OUTPUT error', () => {
    const dir = join(temporaryFolder(), 'x'.repeat(300));
    expect(errorOf(() => RunFolder.create(dir)).message).toBe(`${dir}: the name is too long`);
  });

  test('a folder that was removed gives an OUTPUT error when a file is written', async () => {
    const dir = join(temporaryFolder(), 'book');
    const folder = RunFolder.create(dir);
    rmSync(dir, { recursive: true });
    await expect(folder.writeFile('model.json', 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'OUTPUT', message: `${dir}: the folder no longer exists` }),
    );
    expect(existsSync(dir)).toBe(false);
    folder.close();
  });
});
