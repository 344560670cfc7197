import { z } from 'zod';
import { MOST_SIDE } from '../dataset/dataset.js';
import { integer } from '../documents/numbers.js';
import { VIEWS, type View, type ViewName } from '../image/views/views.js';

const names = Object.keys(VIEWS) as ViewName[];
const isNumbered = (name: ViewName) => 'number' in VIEWS[name];

/** The views with a number. */
export const NUMBERED_VIEWS = names.filter(isNumbered);

/** Largest number of steps in a view. */
const MOST_STEPS = 4;

/** The schema of a view, or of one of the given names. */
export function viewOr<Other extends string>(...others: Other[]): z.ZodType<View | Other, View | Other> {
  const plain = names.filter((name) => !isNumbered(name));
  const mappings = NUMBERED_VIEWS.map((name) => z.strictObject({ [name]: integer(1, MOST_SIDE) }).readonly());
  const steps = z
    .array(z.union([...mappings, z.enum(plain)]))
    .min(2, `a list of 2 to ${MOST_STEPS} views`)
    .max(MOST_STEPS, `a list of 2 to ${MOST_STEPS} views`)
    .readonly();
  const schema = z.union([...mappings, steps, z.enum([...others, ...plain])]);
  return schema as unknown as z.ZodType<View | Other, View | Other>;
}

export const viewSchema = viewOr<never>();
