/** The part of the program an error belongs to; the command line turns it into an exit code. */
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

/** A stable name such as `IDX_TRUNCATED`; its first word is the family. */
export type ErrorCode = ErrorFamily | `${ErrorFamily}_${string}`;

/**
 * A fault that its reader can mend: one sentence (the thing, what came, what was wanted) and one hint.
 * Anything else that is thrown is a bug of ours and keeps its stack.
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
