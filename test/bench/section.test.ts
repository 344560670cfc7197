import { expect, test } from 'vitest';
import { asMarkdown, asText } from '../../src/bench/section.js';

const section = {
  title: 'Two engines',
  rows: [
    ['operation', 'time'],
    ['relu', '3.85 µs'],
  ],
  notes: ['One note.', `${'long '.repeat(20)}end`],
  figures: [{ name: 'relu', seconds: 3.85e-6 }],
};

test('text output has a title, aligned rows and notes within 80 columns', () => {
  const text = asText(section);
  expect(text).toMatch(/^Two engines\n {2}operation {5}time\n {2}relu {7}3.85 µs\n {2}One note\.\n {2}long /);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('markdown output aligns numbers to the right and escapes vertical bars', () => {
  const markdown = asMarkdown({ ...section, rows: [['a|b', 'time'], ...section.rows.slice(1)], notes: ['One note.'] });
  expect(markdown).toBe('### Two engines\n\n| a\\|b | time |\n| --- | ---: |\n| relu | 3.85 µs |\n\nOne note.\n');
});
