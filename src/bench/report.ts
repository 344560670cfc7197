import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { machine, machineText } from './machine.js';
import { asMarkdown, asText, type Section } from './section.js';

export interface ReportFlags {
  readonly markdown?: string;
  readonly json?: string;
}

export function addReportFlags(command: Command): Command {
  return command
    .option('--markdown <file>', 'also write the tables to this file')
    .option('--json <file>', 'also write the figures to this file, in seconds and bytes');
}

/** Prints sections as they arrive, and updates the requested files after each. */
export class Report {
  readonly #sections: Section[] = [];
  readonly #flags: ReportFlags;

  constructor(flags: ReportFlags) {
    this.#flags = flags;
    process.stdout.write(`${machineText()}\n\n`);
  }

  add(section: Section): void {
    this.#sections.push(section);
    process.stdout.write(asText(section));
    const { markdown, json } = this.#flags;
    if (markdown) writeFileSync(markdown, `${machineText()}\n\n${this.#sections.map(asMarkdown).join('\n')}`);
    if (json) {
      const sections = this.#sections.map(({ title, figures, notes }) => ({ title, figures, notes }));
      writeFileSync(json, `${JSON.stringify({ machine: machine(), sections }, null, 2)}\n`);
    }
  }
}
