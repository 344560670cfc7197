import { z } from 'zod';

/** A path without NUL characters, for which file system functions would throw. */
export const path = z.string('a path').regex(/^[^\0]+$/, 'a non-empty path');
