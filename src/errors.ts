/** The part of the program that failed. The command line maps it to an exit code. */
export type ErrorFamily =
  | 'USAGE'
  | 'CONFIG'
  | 'DOWNLOAD'
  | 'CACHE'
  | 'GZIP'
  | 'IDX'
  | 'HASH'
  | 'IMAGE'
  | 'TRAINING'
  | 'MODEL'
  | 'RESUME'
  | 'CHECK'
  | 'OUTPUT';

/** A stable name such as `IDX_TRUNCATED`. The part before the underscore is the family. */
export type ErrorCode = ErrorFamily | `${ErrorFamily}_${string}`;

/**
 * An error that the user can fix. The message is one sentence: what failed, what was found, what was expected. `hint` says
 * what to do. Any other error is a bug in this program and is printed with its stack.
 */
export class TrainerError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TrainerError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** The error, if it is of the class that the caller handles; throws any other. */
export function handled<E extends Error>(error: unknown, errorClass: abstract new (...args: never) => E): E {
  if (error instanceof errorClass) return error;
  throw error;
}
