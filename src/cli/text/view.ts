import type { View } from '../../image/views/views.js';

/** A view as `--view` takes it: `deslant`, `width=14`. */
export function viewText(view: View): string {
  return typeof view === 'string' ? view : Object.entries(view)[0].join('=');
}
