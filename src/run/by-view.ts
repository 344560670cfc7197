import type { View } from '../image/views/views.js';
import type { Model } from '../network/model-json.js';

/** Some models, by their places, that are shown the same images. */
export interface SameView {
  readonly view: View | undefined;
  readonly members: readonly number[];
}

/** The models of each view, so that images are set up once for all of them. */
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
