/** Archives of workflow runs, by tenant and name: where they outlive the runs themselves. */
export interface ArchiveStore {
  /**
   * Keeps an archive, durably when it resolves, in place of an earlier one of that name.
   *
   * @param name as `archiveUriSchema` has it, without `archive://`.
   * @param archive JSON in UTF-8, at most `limits.workflowRun.archiveBytes`.
   */
  put(tenantId: string, name: string, archive: Uint8Array): Promise<void>;
  /** Undefined when there is none. */
  get(tenantId: string, name: string): Promise<Uint8Array | undefined>;
}
