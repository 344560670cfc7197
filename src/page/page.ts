import type { PageData, UpdatableSection } from './page-data.js';

/** The parts of a page below its summary. */
export interface Page {
  readonly dialog: HTMLElement;
  /** The sections that a live run updates. */
  readonly updatable: readonly UpdatableSection[];
  /** The sections for this data, in order. Sections in `updatable` are always the same elements. */
  sections(data: PageData): HTMLElement[];
  /** Loads newer parameters; called before the sections are updated. */
  load(data: PageData): void;
}
