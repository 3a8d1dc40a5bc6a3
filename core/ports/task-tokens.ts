/** Lets executions go on that wait for a task token. */
export interface TaskTokens {
  /** Resolves also when nobody waits for the token any more. */
  answer(token: string): Promise<void>;
}
