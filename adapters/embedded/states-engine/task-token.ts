/**
 * A token says whose it is, so that nothing has to be remembered, or searched for, to find the one that waits for it.
 *
 * @param secret what nobody can guess
 */
export function taskToken(execution: string, secret: string): string {
  return `${execution}/${secret}`;
}

/** The execution that a token belongs to; undefined for one of an earlier version, which does not say. */
export function executionOf(token: string): string | undefined {
  const end = token.lastIndexOf('/');
  return end === -1 ? undefined : token.slice(0, end);
}
