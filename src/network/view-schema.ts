import { z } from 'zod';
import { MOST_SIDE } from '../dataset/dataset.js';
import { integer } from '../documents/numbers.js';
import { VIEWS, type View, type ViewName } from '../image/views/views.js';

const names = Object.keys(VIEWS) as ViewName[];
const isNumbered = (name: ViewName) => 'number' in VIEWS[name];

/** The views that take a number: keys of a mapping with one of them. */
export const NUMBERED_VIEWS = names.filter(isNumbered);

/** The schema of a view, or of one of other words. */
export function viewOr<Other extends string>(...others: Other[]): z.ZodType<View | Other, View | Other> {
  const plain = names.filter((name) => !isNumbered(name));
  const mappings = NUMBERED_VIEWS.map((name) => z.strictObject({ [name]: integer(1, MOST_SIDE) }).readonly());
  return z.union([...mappings, z.enum([...others, ...plain])]) as unknown as z.ZodType<View | Other, View | Other>;
}

export const viewSchema = viewOr<never>();
