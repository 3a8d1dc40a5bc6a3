export type ComtradeErrorCode = 'cfg_format_error' | 'dat_format_error';

/** A .cfg or .dat is not what IEEE C37.111 demands. The file will not get better: a retry does not help. */
export class ComtradeError extends Error {
  override readonly name = 'ComtradeError';
  readonly retryable = false;
  readonly code: ComtradeErrorCode;

  constructor(code: ComtradeErrorCode, detail: string) {
    super(`${code === 'cfg_format_error' ? 'cfg' : 'dat'} format error: ${detail}`);
    this.code = code;
  }
}
