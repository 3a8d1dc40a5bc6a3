export type ArchiveRefusedCode = 'archive_unreadable' | 'archive_too_many_entries' | 'archive_too_large';

/** The archive as a whole cannot be read safely; nothing of it was. The same bytes will be refused again. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused';
  readonly retryable = false;
  readonly code: ArchiveRefusedCode;

  constructor(code: ArchiveRefusedCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type EntryRefusedCode =
  | 'entry_name_unsafe'
  | 'entry_name_repeated'
  | 'entry_too_large'
  | 'entry_ratio_too_high'
  | 'entry_encrypted'
  | 'entry_unreadable';

/** One entry cannot be read safely; the others can. The same bytes will be refused again. */
export class EntryRefused extends Error {
  override readonly name = 'EntryRefused';
  readonly retryable = false;
  readonly code: EntryRefusedCode;

  constructor(code: EntryRefusedCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
