import { describe, expect, test } from 'vitest';
import { JsonError, parseJson } from '../../src/documents/json.js';
import { plain } from '../../src/documents/tree.js';
import { Philox } from '../../src/random/philox.js';

const parsed = (text: string) => plain(parseJson(text));

describe('parseJson gives the same values as JSON.parse', () => {
  test.each([
    '{}',
    '[]',
    ' [ 1 , -0.5e-3 , 2E+2, 0, -0, 1.25 ] \r\n',
    '{"a": {"b": [true, false, null, "x"]}, "": 1, "a b": [[], {}]}',
    '"\\u00e9\\n\\"\\\\\\/ \\ud83d\\ude00 😀 \u007f\u2028 \\ud800"',
    '"x"',
    '-12',
  ])('%s', (text) => {
    expect(parsed(text)).toEqual(JSON.parse(text));
  });

  test('accepts and rejects the same texts as JSON.parse after three random edits', () => {
    const random = new Philox(5, 0);
    const valid = '{"a": [1, -2.5e3, true], "b\\n": {"c": null}, "d": "\\u0041"}';
    const alphabet = '{}[],:"\\ \t\n01-+.eEtfnu/x';
    for (let round = 0; round < 3000; round++) {
      const text = valid.split('');
      for (let edit = 0; edit < 3; edit++)
        text[random.integer(text.length)] = alphabet[random.integer(alphabet.length)];
      const edited = text.join('');
      expect([edited, outcome(() => parsed(edited))]).toEqual([edited, outcome(() => JSON.parse(edited))]);
    }
  });
});

function outcome(parse: () => unknown): string {
  try {
    return JSON.stringify(parse());
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonError) return 'refused';
    throw error;
  }
}
