import type { View } from '../image/views/views.js';
import type { Model } from '../network/model-json.js';

/** Indices of models with the same view. */
export interface SameView {
  readonly view: View | undefined;
  readonly members: readonly number[];
}

/** Groups models by their view, so that each view is applied once. */
export function byView(models: readonly Pick<Model, 'view'>[]): SameView[] {
  const groups = new Map<string, { view: View | undefined; members: number[] }>();
  for (const [i, { view }] of models.entries()) {
    const key = JSON.stringify(view) ?? 'none';
    const group = groups.get(key);
    if (group) group.members.push(i);
    else groups.set(key, { view, members: [i] });
  }
  return [...groups.values()];
}
