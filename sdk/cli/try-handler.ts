import type { Run } from '../../core/contract/firing.ts';
import { addHook } from '../add-hook.ts';
import { cancelRun } from '../cancel-run.ts';
import type { HooklineConnection } from '../connection.ts';
import type { RegisterOptions } from '../define-handler.ts';
import { fire } from '../fire.ts';
import { getFiring } from '../get-firing.ts';
import { getRun } from '../get-run.ts';
import { hooks } from '../hooks.ts';
import { register } from '../register.ts';
import { tailRun } from '../tail-run.ts';
import { printedText } from './printed-text.ts';

export interface Trial {
  readonly file: string;
  readonly options: RegisterOptions;
  /** JSON. */
  readonly input: string | Uint8Array;
  /** What the firing chooses; the handler runs whatever its tags when undefined. */
  readonly tags: readonly string[] | undefined;
  /** Called with what the handler prints, as it prints it, ready for a terminal. */
  readonly onPrinted: (text: string) => void;
}

/**
 * Registers a file's handler with a platform, fires its hook, and follows the run to its end. Ctrl-C cancels it.
 *
 * @param connection to a platform that holds nothing else, as its admin.
 * @returns undefined when the handler does not run for such a firing.
 */
export async function tryHandler(connection: HooklineConnection, trial: Trial): Promise<Run | undefined> {
  const { file, options, input, tags } = trial;
  if (!(await hooks(connection)).includes(options.hook)) await addHook(connection, { name: options.hook });
  await register(connection, { ...options, notifyOnSuccess: null, notifyOnFailure: null }, { entry: file });
  const { id } = await fire(
    connection,
    options.hook,
    input,
    tags === undefined ? { allHandlers: true } : { tags },
  );
  const [planned] = (await getFiring(connection, id)).runs;
  if (planned === undefined) return undefined;

  const cancel = (): void => void cancelRun(connection, planned.id).catch(() => {});
  process.once('SIGINT', cancel);
  try {
    const show = printedText();
    for await (const printed of tailRun(connection, planned.id)) trial.onPrinted(show(printed));
    return await getRun(connection, planned.id);
  } finally {
    process.off('SIGINT', cancel);
  }
}
