import type { HooklineConnection } from './connection.ts';
import { describeHooks } from './describe-hooks.ts';

/**
 * The names of the known hooks, sorted (the seed system's `hooks`). `describeHooks` has more about each.
 *
 * @throws {HooklineProblem} `unauthorized`.
 */
export async function hooks(connection: HooklineConnection): Promise<string[]> {
  return (await describeHooks(connection)).map((hook) => hook.name).sort();
}
