/** What an archive is called where it is kept: `archive://NAME`, as its schema has it. */
export function archiveName(uri: string): string {
  return uri.slice('archive://'.length);
}
