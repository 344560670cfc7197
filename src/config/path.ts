import { z } from 'zod';

/** A path. The file system's own functions throw at a NUL, which would look like a bug of ours. */
export const path = z.string('a path').regex(/^[^\0]+$/, 'a non-empty path');
