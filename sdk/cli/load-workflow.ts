import { basename, extname } from 'node:path';
import type { WorkflowGraph } from '../../core/contract/workflow.ts';
import { HooklineClientError } from '../client-error.ts';
import { loadDefault } from './load-definition.ts';
import { readSource } from './read-source.ts';

/** A workflow as a file has it. */
export type WorkflowFile =
  | { readonly name: string; readonly source: string }
  | { readonly name: string; readonly graph: WorkflowGraph };

/**
 * The workflow of a file: the default export of a TypeScript or JavaScript module, whose top level runs here; else its text.
 *
 * @param file `-` for standard input.
 * @returns a text is called as its `@flow` says, else as the file: the platform checks both.
 */
export async function loadWorkflow(file: string, stdin: AsyncIterable<Uint8Array>): Promise<WorkflowFile> {
  if (/\.[cm]?[jt]s$/.test(file)) return await loadModule(file);
  const source = await readSource(file, stdin);
  const declared = /^\s*@flow\s+([A-Za-z_][\p{L}\p{N}_:-]*)/mu.exec(source)?.[1];
  return { name: declared ?? basename(file, extname(file)), source };
}

async function loadModule(file: string): Promise<WorkflowFile> {
  const { value } = await loadDefault(file);
  const { name, graph } = (value ?? {}) as Partial<{ name: string; graph: WorkflowGraph }>;
  if (typeof name === 'string' && typeof graph === 'object') return { name, graph };
  throw new HooklineClientError(
    'invalid-argument',
    'Its default export is not what workflow returns. Write: export default workflow(name, (flow) => ...)',
    { field: 'default' },
  );
}
