import type { MovingSection, PageData } from './page-data.js';

/** What a page is made of, below its summary. */
export interface Page {
  readonly dialog: HTMLElement;
  /** Those that can show newer data of the same run. */
  readonly moving: readonly MovingSection[];
  /** The sections for this data, in their order; the moving ones are always the same elements. */
  sections(data: PageData): HTMLElement[];
  /** Takes the parameters of newer data, before the moving sections show it. */
  load(data: PageData): void;
}
