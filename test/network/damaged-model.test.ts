import { describe, expect, test } from 'vitest';
import { ACTIVATION_NAMES } from '../../src/layers/activations.js';
import { modelToJson } from '../../src/network/model-json.js';
import { listed } from '../fixtures/listed.js';
import { damaged, edited, errorOf, FACTS, network, type StoredParameter, stored } from './stored-model.js';

describe('a damaged model', () => {
  /** The base64 of float32 values. */
  const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64');

  const CASES: [name: string, code: string, message: RegExp, text: string][] = [
    ['that is empty', 'MODEL_SYNTAX', /cut off/, ''],
    ['that is not JSON', 'MODEL_SYNTAX', /not JSON/, '<html>'],
    ['that ends within an escape', 'MODEL_SYNTAX', /cut off/, '{"format": "\\u00'],
    ['with an unknown escape', 'MODEL_SYNTAX', /not JSON/, '{"format": "\\x"}'],
    ['of another program', 'MODEL_FORMAT', /"format" is missing/, '{"weights": []}'],
    ['of another format', 'MODEL_FORMAT', /"checkpoint"/, damaged((m) => (m.format = 'checkpoint'))],
    ['that is a list', 'MODEL_FORMAT', /format/, '[1, 2]'],
    ['that is null', 'MODEL_FORMAT', /format/, 'null'],
    ['of version 99', 'MODEL_VERSION', /99 is newer/, damaged((m) => (m.version = 99))],
    ['of version 0', 'MODEL_VALUE', /version/, damaged((m) => (m.version = 0))],
    ['of version "1"', 'MODEL_VALUE', /version/, damaged((m) => (m.version = '1'))],
    ['of version "99"', 'MODEL_VALUE', /version/, damaged((m) => (m.version = '99'))],
    [
      'with an unknown activation',
      'MODEL_VALUE',
      new RegExp(`architecture\\.activation: got "gelu", expected ${listed(ACTIVATION_NAMES)}`),
      damaged((m) => (m.architecture.activation = 'gelu')),
    ],
    [
      'with an unknown dtype',
      'MODEL_VALUE',
      /parameters\.W1\.dtype: got "float16", expected "float32" or "float64"/,
      damaged((m) => (m.parameters.W1.dtype = 'float16')),
    ],
    ['with an unknown key', 'MODEL_KEY', /unexpected key "notes"$/, damaged((m) => (m.notes = 'hi'))],
    [
      'with an unknown key inside',
      'MODEL_KEY',
      /unexpected key "bias" in architecture$/,
      damaged((m) => (m.architecture.bias = true)),
    ],
    ['without training', 'MODEL_VALUE', /training/, damaged((m) => delete m.training)],
    ['without sha256', 'MODEL_VALUE', /sha256/, damaged((m) => delete m.sha256)],
    ['with another scale', 'MODEL_VALUE', /scale/, damaged((m) => (m.input = { scale: 1 }))],
    [
      'with hidden layers of −3',
      'MODEL_SHAPE',
      /hidden\[0\]: must be an integer from 1 to 4096, got -3$/,
      damaged((m) => (m.architecture.hidden = [-3])),
    ],
    [
      'with hidden layers of 2.5',
      'MODEL_SHAPE',
      /hidden\[0\]: must be an integer from 1 to 4096, got 2\.5$/,
      damaged((m) => (m.architecture.hidden = [2.5])),
    ],
    [
      'with hidden layers of 10⁹',
      'MODEL_SHAPE',
      /hidden\[0\]: must be an integer from 1 to 4096, got 1000000000$/,
      damaged((m) => (m.architecture.hidden = [1e9])),
    ],
    [
      'with a shape of strings',
      'MODEL_SHAPE',
      /W1\.shape\[0\]: expected a number, got the string "4"$/,
      damaged((m) => (m.parameters.W1.shape = ['4', '3'])),
    ],
    ['with 17 layers', 'MODEL_SHAPE', /hidden: .*16/, damaged((m) => (m.architecture.hidden = Array(17).fill(1)))],
    [
      'whose size exceeds 2⁵³',
      'MODEL_SHAPE',
      /W1\.shape\[0\]: must be an integer from 1 to 268435456, got 4503599627370496$/,
      damaged((m) => (m.parameters.W1.shape = [2 ** 52, 2 ** 52])),
    ],
    [
      'of sixteen layers of 4,096 without their data',
      'MODEL_DATA',
      /W1 has 0 bytes, shape 4×4096 float32 needs 65536$/,
      damaged((m) => {
        m.architecture.hidden = Array(16).fill(4096);
        m.parameters = Object.fromEntries(
          Array.from({ length: 17 }, (_, i): [string, StoredParameter][] => {
            const [inputs, outputs] = [i === 0 ? 4 : 4096, i === 16 ? 2 : 4096];
            return [
              [`W${i + 1}`, { shape: [inputs, outputs], dtype: 'float32', data: '' }],
              [`b${i + 1}`, { shape: [outputs], dtype: 'float32', data: '' }],
            ];
          }).flat(),
        );
      }),
    ],
    ['with too few classes', 'MODEL_SHAPE', /classes: 1 names, .* 2 outputs$/, damaged((m) => (m.classes = ['0']))],
    ['that sets a key twice', 'MODEL_KEY', /"version" is set twice$/, edited('"version":1', '"version":1,"version":1')],
    [
      'that sets a key twice, once with an escape',
      'MODEL_KEY',
      /"version" is set twice$/,
      edited('"version":1', '"v\\u0065rsion":1,"version":1'),
    ],
    ['that sets a parameter twice', 'MODEL_KEY', /"W1" is set twice$/, edited('"W1":{', '"W1":5,"W1":{')],
    ['with a number beyond float64', 'MODEL_VALUE', /the number -Infinity/, edited('"seed":3', '"seed":-1e400')],
    ['with an infinite size', 'MODEL_VALUE', /the number Infinity/, edited('"input":4', '"input":1e400')],
    ['nested 33 deep', 'MODEL_TOO_LARGE', /nested deeper than 32$/, '['.repeat(33)],
    [
      'nested deep inside',
      'MODEL_TOO_LARGE',
      /nested deeper than 32$/,
      edited('"seed":3', `"seed":${'['.repeat(10_000)}`),
    ],
    ['of 30 MB of brackets', 'MODEL_TOO_LARGE', /nested deeper than 32$/, '[{"":'.repeat(6_000_000)],
    ['of ten million values', 'MODEL_TOO_LARGE', /has more than 100,000 values$/, `[${'{},'.repeat(10_000_000)}`],
    ['with an unending string', 'MODEL_SYNTAX', /cut off|not JSON/, `{"a": "${'\\"'.repeat(1_000_000)}`],
    [
      'with escape sequences for the terminal',
      'MODEL_FORMAT',
      /^model\.json: field "format" is "\\x1b\[2Jx{35}…", expected/,
      damaged((m) => (m.format = `\u001b[2J${'x'.repeat(1e6)}`)),
    ],
    ['whose format is a list', 'MODEL_FORMAT', /is a list, expected/, damaged((m) => (m.format = [1]))],
    ['without W2', 'MODEL_KEY', /W2 is missing/, damaged((m) => delete m.parameters.W2)],
    ['with a W3', 'MODEL_KEY', /"W3"/, damaged((m) => (m.parameters.W3 = m.parameters.W2))],
    [
      'with a parameter “toString”',
      'MODEL_KEY',
      /"toString"/,
      damaged((m) => (m.parameters.toString = m.parameters.W2 as never)),
    ],
    ['with W1 transposed', 'MODEL_SHAPE', /W1 is \[3,4\].*\[4,3\]/, damaged((m) => (m.parameters.W1.shape = [3, 4]))],
    ['whose layers do not chain', 'MODEL_SHAPE', /W1 is/, damaged((m) => (m.architecture.hidden = [4]))],
    ['with an additional layer', 'MODEL_SHAPE', /W2 is/, damaged((m) => (m.architecture.hidden = [3, 3]))],
    ['with too few values', 'MODEL_DATA', /b1 has/, damaged((m) => (m.parameters.b1.data = floats(1, 2)))],
    [
      'with too many values',
      'MODEL_DATA',
      /b1 has 16 bytes.* 12/,
      damaged((m) => (m.parameters.b1.data = floats(1, 2, 3, 4))),
    ],
    [
      'with the dtype float64 for float32 values',
      'MODEL_DATA',
      /W1 has/,
      damaged((m) => (m.parameters.W1.dtype = 'float64')),
    ],
    [
      'with “*” in its base64',
      'MODEL_DATA',
      /b1 .*base64/,
      damaged((m) => (m.parameters.b1.data = `*${m.parameters.b1.data.slice(1)}`)),
    ],
    [
      'with base64 for URLs',
      'MODEL_DATA',
      /b1 .*base64/,
      damaged((m) => (m.parameters.b1.data = `_${m.parameters.b1.data.slice(1)}`)),
    ],
    [
      'with white space in its base64',
      'MODEL_DATA',
      /b1 .*base64/,
      damaged((m) => (m.parameters.b1.data = ` ${m.parameters.b1.data.slice(1)}`)),
    ],
    ['with another value', 'MODEL_HASH', /SHA-256/, damaged((m) => (m.parameters.b1.data = floats(0, 0, 1)))],
    ['with another hash', 'MODEL_HASH', /SHA-256/, damaged((m) => (m.sha256 = '0'.repeat(64)))],
    [
      'with NaN',
      'MODEL_VALUE',
      /b1\[1\] is NaN/,
      damaged((m) => (m.parameters.b1.data = floats(0, Number.NaN, 0)), true),
    ],
    [
      'with Infinity',
      'MODEL_VALUE',
      /b1\[2\] is -Infinity/,
      damaged((m) => (m.parameters.b1.data = floats(0, 0, -Infinity)), true),
    ],
  ];

  test.each(CASES)('%s gives %s', (_, code, message, text) => {
    const error = errorOf(text);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^model\.json: /);
    expect(error.message).not.toContain('\n');
    expect(error.hint).toBeTruthy();
  });

  test('with a parameter “__proto__” is rejected', () => {
    const text = JSON.stringify(stored()).replace(
      '"W1":',
      '"__proto__":{"shape":[1],"dtype":"float32","data":""},"W1":',
    );
    expect(errorOf(text)).toMatchObject({ code: 'MODEL_KEY', message: 'model.json: unexpected parameter "__proto__"' });
  });

  test('that is a checkpoint is rejected with the command that continues its run', () => {
    const text = damaged((model) => (model.format = 'mnist-train-checkpoint'));
    expect(errorOf(text, 'runs/mine/model.json')).toMatchObject({
      code: 'MODEL_FORMAT',
      message: 'runs/mine/model.json: this is a checkpoint, expected a model.json',
      hint: 'mnist-train --resume runs/mine continues that run',
    });
  });

  test('is reported as cut off, wherever it is cut', () => {
    const text = modelToJson(network(), FACTS);
    const wrong: string[] = [];
    for (let end = 0; end < text.trimEnd().length; end++) {
      const error = errorOf(text.slice(0, end));
      if (error.code !== 'MODEL_SYNTAX' || !error.message.includes('cut off')) wrong.push(`${end}: ${error.message}`);
    }
    expect(wrong).toEqual([]);
  });

  test('a flipped bit in any byte of the parameters is detected', () => {
    const names = ['W1', 'b1', 'W2', 'b2'];
    let flips = 0;
    for (const name of names) {
      const length = Buffer.from(stored().parameters[name].data, 'base64').length;
      for (let byte = 0; byte < length; byte++) {
        const text = damaged((model) => {
          const bytes = Buffer.from(model.parameters[name].data, 'base64');
          bytes[byte] ^= 1 << (byte % 8);
          model.parameters[name].data = bytes.toString('base64');
        });
        expect(['MODEL_HASH', 'MODEL_VALUE']).toContain(errorOf(text).code);
        flips++;
      }
    }
    expect(flips).toBe(4 * (12 + 3 + 6 + 2));
  });
});
