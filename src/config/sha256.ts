import { z } from 'zod';

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');
