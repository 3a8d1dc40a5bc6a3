/** What is too large for an item or a message: bytes under a key. Implemented by `s3/`. */
export interface Objects {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Rejects when there is none. */
  get(key: string): Promise<Uint8Array>;
}

/** Folders of what lives together: all objects whose keys begin alike. Implemented by `s3/`. */
export interface ObjectFolders {
  /** @param prefix ends with a slash. */
  removeFolder(prefix: string): Promise<void>;
}
