import { z } from 'zod';

/** A path without NUL characters: file system functions throw on them. */
export const path = z.string('a path').regex(/^[^\0]+$/, 'a non-empty path');
