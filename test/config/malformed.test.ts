import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { loadConfig } from '../../src/config/load.js';
import { complaint, complaintAbout, fault, folder, makeFolder, written } from './complaint.js';

/** A file of some megabytes whose size Linux reports as 0. */
const SIZELESS = '/proc/kallsyms';
const EMPTY = 'is empty, expected a mapping';
const bytes = (...values: number[]) => Uint8Array.from(values);
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));

/** Malformed configs, and the error of each. */
describe.each<[kind: string, name: string, content: string | Uint8Array, printed: string]>([
  ['empty', 'c.yaml', '', `CONFIG_EMPTY: c.yaml: ${EMPTY}`],
  ['empty', 'c.json', ' \n\t', `CONFIG_EMPTY: c.json: ${EMPTY}`],
  ['empty', 'c.yaml', '# nothing but a remark\n', `CONFIG_EMPTY: c.yaml: ${EMPTY}`],
  ['empty', 'c.yaml', 'null', `CONFIG_EMPTY: c.yaml: ${EMPTY}`],
  ['empty', 'c.json', 'null', `CONFIG_EMPTY: c.json: ${EMPTY}`],
  ['too large', 'c.yaml', '#'.repeat(70_112), 'CONFIG_TOO_LARGE: c.yaml: has 70,112 bytes, at most 65,536 expected'],
  ['not UTF-8', 'c.yaml', latin1('output: {dir: läufe}'), 'CONFIG_ENCODING: c.yaml: invalid UTF-8 at byte 15'],
  ['not UTF-8', 'c.json', bytes(0x7b, 0x7d, 0xe2, 0x82), 'CONFIG_ENCODING: c.json: invalid UTF-8 at byte 2'],
  ['not UTF-8', 'c.yaml', utf16('\ufeffseed: 1'), 'CONFIG_ENCODING: c.yaml: looks like UTF-16; save as UTF-8'],
  ['not UTF-8', 'c.json', utf16('{}'), 'CONFIG_ENCODING: c.json: looks like UTF-16; save as UTF-8'],
  ['not UTF-8', 'c.yaml', bytes(0xfe, 0xff, 0, 0x61), 'CONFIG_ENCODING: c.yaml: looks like UTF-16; save as UTF-8'],
  ['not UTF-8', 'c.yaml', 'seed: 1\0', 'CONFIG_ENCODING: c.yaml: contains a NUL character at byte 7'],
  [
    'syntax',
    'c.json',
    '{\n  "seed": 1,\n  "hidden": [1],}',
    'CONFIG_SYNTAX: c.json:3:17: expected a property name, got "}" (trailing comma?)',
  ],
  ['syntax', 'c.json', '{"hidden": [1,]}', 'CONFIG_SYNTAX: c.json:1:15: expected a value, got "]" (trailing comma?)'],
  ['syntax', 'c.json', '{"seed": 1 "epochs": 2}', 'CONFIG_SYNTAX: c.json:1:12: expected "," or "}", got a string'],
  ['syntax', 'c.json', '{"seed" 1}', 'CONFIG_SYNTAX: c.json:1:9: expected ":", got "1"'],
  ['syntax', 'c.json', '{"seed": 1', 'CONFIG_SYNTAX: c.json:1:11: expected "," or "}", got the end of the file'],
  ['syntax', 'c.json', '{"seed": 1}}', 'CONFIG_SYNTAX: c.json:1:12: expected the end of the file, got "}"'],
  ['syntax', 'c.json', '{"seed": 010}', 'CONFIG_SYNTAX: c.json:1:10: expected a value, got "010"'],
  ['syntax', 'c.json', '{"seed": 1 // one\n}', 'CONFIG_SYNTAX: c.json:1:12: expected "," or "}", got "//"'],
  ['syntax', 'c.json', "{'seed': 1}", 'CONFIG_SYNTAX: c.json:1:2: expected a property name, got "\'seed\'"'],
  ['syntax', 'c.json', '{"data": {"dir": "C:\\data"}}', 'CONFIG_SYNTAX: c.json:1:21: no such escape'],
  [
    'syntax',
    'c.json',
    '{"a": "b\n"}',
    'CONFIG_SYNTAX: c.json:1:7: the string that starts here does not end on its line',
  ],
  ['syntax', 'c.json', '{"a": "\t"}', 'CONFIG_SYNTAX: c.json:1:8: a control character "\\x09" in a string'],
  ['syntax', 'c.json', '{"seed":\u00a01}', 'CONFIG_SYNTAX: c.json:1:9: expected a value, got "\\xa0"'],
  [
    'syntax',
    'c.yaml',
    'seed: 1\nhidden:[50]\n',
    'CONFIG_SYNTAX: c.yaml:2:1: expected ": " after the key, a colon and a space',
  ],
  [
    'syntax',
    'c.yaml',
    'data: x\n  dir: y',
    'CONFIG_SYNTAX: c.yaml:1:7: a key is not allowed here; check the indentation',
  ],
  ['syntax', 'c.yaml', 'a: "\\q"', 'CONFIG_SYNTAX: c.yaml:1:5: invalid escape sequence \\q'],
  ['syntax', 'c.yaml', '[a]: 1', 'CONFIG_SYNTAX: c.yaml:1:1: a key must be plain text'],
  [
    'not finite',
    'c.json',
    '{"learningRate": NaN}',
    'CONFIG_VALUE: c.json:1:18: learningRate: must be a finite number, got NaN',
  ],
  [
    'not finite',
    'c.json',
    '{"learningRate": -Infinity}',
    'CONFIG_VALUE: c.json:1:18: learningRate: must be a finite number, got -Infinity',
  ],
  [
    'not finite',
    'c.json',
    '{"epochs": 1e999}',
    'CONFIG_VALUE: c.json:1:12: epochs: must be a finite number, got Infinity',
  ],
  [
    'not finite',
    'c.yaml',
    'learningRate: .inf',
    'CONFIG_VALUE: c.yaml:1:15: learningRate: must be a finite number, got Infinity',
  ],
  ['not finite', 'c.yaml', 'epochs: .nan', 'CONFIG_VALUE: c.yaml:1:9: epochs: must be a finite number, got NaN'],
  ['not finite', 'c.yaml', 'epochs: 1e999', 'CONFIG_VALUE: c.yaml:1:9: epochs: must be a finite number, got Infinity'],
  ['not finite', 'c.yaml', 'seed: NaN', 'CONFIG_VALUE: c.yaml:1:7: seed: must be a finite number, got NaN'],
  [
    'not finite',
    'c.yaml',
    'data: {limit: .inf}',
    'CONFIG_VALUE: c.yaml:1:15: data.limit: must be a finite number, got Infinity',
  ],
  [
    'set twice',
    'c.json',
    '{\n"seed": 1,\n"epochs": 2,\n  "seed": 1}',
    'CONFIG_DUPLICATE: c.json:4:3: "seed" is set twice (first at line 2)',
  ],
  [
    'set twice',
    'c.yaml',
    'epochs: 1\nepochs: 1',
    'CONFIG_DUPLICATE: c.yaml:2:1: "epochs" is set twice (first at line 1)',
  ],
  [
    'set twice',
    'c.yaml',
    'init:\n  std: 1\n  "std": 1',
    'CONFIG_DUPLICATE: c.yaml:3:3: "std" is set twice (first at line 2)',
  ],
  [
    'key',
    'c.yaml',
    'learning_rate: 1',
    'CONFIG_KEY: c.yaml:1:1: unknown key "learning_rate"; did you mean "learningRate"?',
  ],
  [
    'key',
    'c.json',
    '{\n\t"learning_rate": 1}',
    'CONFIG_KEY: c.json:2:2: unknown key "learning_rate"; did you mean "learningRate"?',
  ],
  ['key', 'c.json', '{"__proto__": {}}', 'CONFIG_KEY: c.json:1:2: key "__proto__" is not allowed'],
  ['key', 'c.yaml', '__proto__: 1', 'CONFIG_KEY: c.yaml:1:1: key "__proto__" is not allowed'],
  ['key', 'c.yaml', 'data:\n  constructor: 1', 'CONFIG_KEY: c.yaml:2:3: key "constructor" in data is not allowed'],
  ['key', 'c.json', '{"prototype": 1}', 'CONFIG_KEY: c.json:1:2: key "prototype" is not allowed'],
  [
    'wrong type',
    'c.json',
    '{"learningRate": "0.1"}',
    'CONFIG_TYPE: c.json:1:18: learningRate: expected a number, got the string "0.1"',
  ],
  ['wrong type', 'c.yaml', 'learningRate: true', 'CONFIG_TYPE: c.yaml:1:15: learningRate: expected a number, got true'],
  ['wrong type', 'c.yaml', 'hidden: 50', 'CONFIG_TYPE: c.yaml:1:9: hidden: expected a list, got 50'],
  ['wrong type', 'c.yaml', 'seed:', 'CONFIG_TYPE: c.yaml:1:6: seed: expected a number, got null'],
  ['wrong type', 'c.yaml', 'data: [x]', 'CONFIG_TYPE: c.yaml:1:7: data: expected a mapping, got a list'],
  ['range', 'c.yaml', 'epochs: 1.5', 'CONFIG_RANGE: c.yaml:1:9: epochs: must be an integer from 1 to 10000, got 1.5'],
  ['range', 'c.json', '{"epochs": 0}', 'CONFIG_RANGE: c.json:1:12: epochs: must be an integer from 1 to 10000, got 0'],
  ['range', 'c.yaml', 'epochs: -1', 'CONFIG_RANGE: c.yaml:1:9: epochs: must be an integer from 1 to 10000, got -1'],
  [
    'range',
    'c.yaml',
    'epochs: 9007199254740992',
    'CONFIG_RANGE: c.yaml:1:9: epochs: must be an integer from 1 to 10000, got 9007199254740992',
  ],
  [
    'too large a net',
    'c.yaml',
    'hidden: [1000000000]',
    'CONFIG_MEMORY: c.yaml:1:10: hidden[0]: 1000000000 units need about 3.2 TB, limit 1 GiB',
  ],
  ['tab', 'c.yaml', 'data:\n\tdir: x', 'CONFIG_SYNTAX: c.yaml:2:1: tabs are not allowed as indentation'],
  [
    'alias',
    'c.yaml',
    'a0: &a0 [1]\nseed: 1\nepochs: 1\na1: *a0',
    'CONFIG_ALIAS: c.yaml:4:5: aliases (*a0) are not allowed',
  ],
  ['alias', 'c.yaml', 'seed: &s 1', 'CONFIG_ALIAS: c.yaml:1:7: anchors (&s) are not allowed'],
  ['tag', 'c.yaml', 'a: !!js/function x', 'CONFIG_TAG: c.yaml:1:4: tag "!!js/function" is not allowed'],
  ['tag', 'c.yaml', 'seed: !!int 1', 'CONFIG_TAG: c.yaml:1:7: tag "!!int" is not allowed'],
  ['YAML 1.1', 'c.yaml', '<<: {seed: 1}', 'CONFIG_KEY: c.yaml:1:1: unknown key "<<"'],
  [
    'YAML 1.1',
    'c.yaml',
    '%YAML 1.1\n---\nseed: 1',
    'CONFIG_SYNTAX: c.yaml:1:1: directives (%YAML 1.1) are not allowed',
  ],
  [
    'documents',
    'c.yaml',
    'a: 1\n---\nb: 2',
    'CONFIG_SYNTAX: c.yaml:2:1: a second document starts here; expected only one',
  ],
  ['nesting', 'c.yaml', '['.repeat(20_000), 'CONFIG_DEPTH: c.yaml:1:33: nested deeper than 32'],
  ['nesting', 'c.json', '['.repeat(20_000), 'CONFIG_DEPTH: c.json:1:33: nested deeper than 32'],
  ['nesting', 'c.yaml', '- '.repeat(20_000), 'CONFIG_DEPTH: c.yaml:1:65: nested deeper than 32'],
  ['nesting', 'c.yaml', '? '.repeat(20_000), 'CONFIG_DEPTH: c.yaml:1:65: nested deeper than 32'],
  ['nesting', 'c.yaml', '{a: '.repeat(10_000), 'CONFIG_DEPTH: c.yaml:1:129: nested deeper than 32'],
  ['nesting', 'c.json', '{"a":'.repeat(10_000), 'CONFIG_DEPTH: c.json:1:161: nested deeper than 32'],
  ['number', 'c.yaml', 'seed: 010', 'CONFIG_TYPE: c.yaml:1:7: seed: expected a number, got the string "010"'],
  ['number', 'c.yaml', 'seed: 1_000', 'CONFIG_TYPE: c.yaml:1:7: seed: expected a number, got the string "1_000"'],
  ['number', 'c.yaml', 'seed: 12:30', 'CONFIG_TYPE: c.yaml:1:7: seed: expected a number, got the string "12:30"'],
  ['top level', 'c.yaml', '- seed: 1', 'CONFIG_TYPE: c.yaml:1:1: expected a mapping at the top level, got a list'],
  ['top level', 'c.json', '[]', 'CONFIG_TYPE: c.json:1:1: expected a mapping at the top level, got a list'],
  [
    'top level',
    'c.yaml',
    'hello',
    'CONFIG_TYPE: c.yaml:1:1: expected a mapping at the top level, got the string "hello"',
  ],
  ['top level', 'c.json', '17', 'CONFIG_TYPE: c.json:1:1: expected a mapping at the top level, got 17'],
  ['control characters', 'c.json', '{"\\u001b[31m": 1}', 'CONFIG_KEY: c.json:1:2: unknown key "\\x1b[31m"'],
  ['control characters', 'c.yaml', '"\\e]0;x\\a": 1', 'CONFIG_KEY: c.yaml:1:1: unknown key "\\x1b]0;x\\x07"'],
  [
    'control characters',
    'c.yaml',
    'loss: "\\u202ebook\\u200b\\x85\\U0001F600"',
    'CONFIG_VALUE: c.yaml:1:7: loss: got "\\u202ebook\\u200b\\x85😀", expected "cross-entropy", "exact", "book" or "mean-squared-error"; did you mean "book"?',
  ],
])('a malformed config: %s', (_kind, name, content, printed) => {
  const sample = typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
  it(`${name} ${JSON.stringify(sample.slice(0, 40))}`, async () => {
    expect(await complaint(name, content)).toBe(printed);
  });
});

describe('files that cannot be read', () => {
  beforeEach(makeFolder);

  test('a missing file, with the full path as a hint', async () => {
    const error = await fault(() => loadConfig(join(folder, 'missing.yaml')));
    expect(error.code).toBe('CONFIG_READ');
    expect(error.message).toBe(`${join(folder, 'missing.yaml')}: no such file`);
    expect(error.hint).toBe(`the full path is ${join(folder, 'missing.yaml')}`);
  });

  test('a folder', async () => {
    const error = await fault(() => loadConfig(folder));
    expect(`${error.code}: ${error.message}`).toBe(`CONFIG_READ: ${folder}: is a folder`);
  });

  test('a path with a NUL character', async () => {
    expect(await complaintAbout(() => loadConfig('a\0b'))).toBe(
      'CONFIG_READ: a\\x00b: the path contains a NUL character',
    );
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file without read permission', async () => {
    const path = written('secret.yaml', 'seed: 1');
    chmodSync(path, 0);
    expect(await complaintAbout(() => loadConfig(path))).toBe('CONFIG_READ: secret.yaml: permission denied');
  });

  test.skipIf(!existsSync('/dev/zero'))('a device', async () => {
    expect(await complaintAbout(() => loadConfig('/dev/zero'))).toBe('CONFIG_READ: /dev/zero: is not a regular file');
  });

  test.skipIf(process.platform === 'win32')('a named pipe, without waiting for its writer', async () => {
    const path = join(folder, 'pipe.yaml');
    execFileSync('mkfifo', [path]);
    expect(await complaintAbout(() => loadConfig(path))).toBe('CONFIG_READ: pipe.yaml: is not a regular file');
  });

  test.skipIf(!existsSync(SIZELESS) || readFileSync(SIZELESS).length <= 65_536)(
    'a file that reports a size of 0',
    async () => {
      expect(await complaintAbout(() => loadConfig(SIZELESS))).toMatch(/^CONFIG_TOO_LARGE: .*at most 65,536 expected$/);
    },
  );

  test('control characters in the path itself are escaped', async () => {
    expect(await complaintAbout(() => loadConfig('\x1b[2J.yaml'))).toBe('CONFIG_READ: \\x1b[2J.yaml: no such file');
  });
});

describe('valid files', () => {
  test.each([
    ['a byte order mark', 'bom.json', '\ufeff{"seed": 7}'],
    ['a byte order mark', 'bom.yaml', '\ufeffseed: 7'],
    ['a size of exactly 64 KiB', 'full.yaml', `seed: 7\n${'#'.repeat(65_528)}`],
    ['one marked document', 'one.yaml', '---\nseed: 7\n...\n# the end\n'],
    ['Windows line ends', 'crlf.yaml', 'data:\r\n  dir: data\r\nseed: 7\r\n'],
    ['JSON under another name, recognised by its brace', 'settings.conf', '\n {"seed": 7}'],
    ['YAML under another name', 'settings', 'seed: 7 # lucky\n'],
    ['JSON in a YAML file, since it is YAML too', 'json.yaml', '{"seed": 7,\n"hidden": [50]\n}'],
    ['forbidden signs in a comment and a string', 'quoted.yaml', 'seed: 7 # *a &b !c\ndata: {dir: "*a &b !c [[[["}'],
    ['hexadecimal and octal as YAML 1.2 writes them', 'hex.yaml', 'seed: 0x7\nbatchSize: 0o144'],
    ['integers written as fractions', 'whole.json', '{"seed": 7.0, "iterations": 1e4}'],
  ])('%s', async (_what, name, content) => {
    expect((await loadConfig(written(name, content))).seed).toBe(7);
  });
});

describe('hints', () => {
  test.each([
    ['seed: 1_000', '"1_000" is a string in YAML 1.2; write 1000'],
    ['seed: 12:30', '"12:30" is a string in YAML 1.2'],
    ['seed: 010', 'write 10; some programs read a leading zero as octal'],
    ['learningRate: "0.1"', 'write it without quotes: 0.1'],
    ['hidden: 50', 'write it in brackets: [50]'],
    ['data: {dir: 5}', 'write it in quotes: "5"'],
    ['data: {offline: yes}', 'write true, without quotes'],
    ['data: {offline: "off"}', 'write false, without quotes'],
    ['data: mnist', 'its keys are dir, mirrors, offline, validation, limit'],
    ['activation:', undefined],
    ['seed:', 'remove the key to use its default'],
    ['dir: x', 'write data: { dir: … }'],
    ['train: 5', 'write data: { limit: { train: … } }'],
    ['output: {folder: x}', 'the keys of output are dir, checkpointEvery'],
    ['seed', 'a config consists of keys and values, such as seed: 1'],
  ])('%s', async (text, hint) => {
    expect((await fault(() => loadConfig(written('hint.yaml', text)))).hint).toBe(hint);
  });

  test('JSON: comments and single quotes', async () => {
    const commented = await fault(() => loadConfig(written('a.json', '{ /* x */ }')));
    expect(commented.hint).toBe('JSON has no comments; a .yaml config may have them');
    const quoted = await fault(() => loadConfig(written('b.json', "{'seed': 1}")));
    expect(quoted.hint).toBe('JSON strings need double quotes');
  });
});
