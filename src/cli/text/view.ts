import { type View, viewSteps } from '../../image/views/views.js';

/** A view as `--view` takes it: `deslant`, `deslant,width=20`. */
export function viewText(view: View): string {
  return viewSteps(view)
    .map((step) => (typeof step === 'string' ? step : Object.entries(step)[0].join('=')))
    .join(',');
}
