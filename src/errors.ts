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
