import { limits } from '../../contract/limits.ts';

const pattern = /^[A-Za-z_][\p{L}\p{N}_:-]*$/u;

/** Whether the language can write it as the name of a task or a workflow. */
export function isWorkflowName(name: string): boolean {
  return name.length <= limits.nameLength && pattern.test(name);
}

/** What to say of a name that is none. */
export const namesAre = `A name has letters, digits, "_", "-" and ":", at most ${limits.nameLength}, and a letter from A to Z or "_" first.`;
