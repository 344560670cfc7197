import type { MovingSection, PageData } from './page-data.js';

/** The parts of a page below its summary. */
export interface Page {
  readonly dialog: HTMLElement;
  /** The sections that a live run updates. */
  readonly moving: readonly MovingSection[];
  /** The sections for this data, in order. Sections in `moving` are always the same elements. */
  sections(data: PageData): HTMLElement[];
  /** Loads newer parameters; called before the sections are updated. */
  load(data: PageData): void;
}
