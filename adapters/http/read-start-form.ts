import type { Context } from 'hono';
import { newWorkflowRunSchema } from '../../core/contract/workflow-run.ts';
import { invalid } from '../../core/invalid-request.ts';
import { declareProblem, type HooklineError } from '../../core/problem.ts';

const bodyNotForm = declareProblem('body-not-form', { status: 400, title: 'The body is not a form' });

/** Fields that are texts; all others are JSON. */
const texts: ReadonlySet<string> = new Set(['source', 'workflow', 'runId']);

/** The form, for the API's description. */
export const startFormSchema: object = {
  type: 'object',
  description: 'The fields of the JSON body, each as a text or as a file.',
  properties: Object.fromEntries(
    Object.keys(newWorkflowRunSchema.shape).map((name) => [
      name,
      { type: 'string', ...(!texts.has(name) && { contentMediaType: 'application/json' }) },
    ]),
  ),
};

/**
 * The form that starts a run (littleflow's upload), as the JSON that stands for it: its fields are those of the JSON body, each as a text or
 * as a file. What is JSON in them stays as it is written, with the digits of its numbers.
 *
 * @throws `body-not-form`; `invalid-request` with the field that is there twice, is no UTF-8, or is no JSON.
 */
export async function readStartForm(c: Context): Promise<string> {
  const fields = new Map<string, string>();
  for (const [name, part] of (await parse(c)).entries()) {
    if (fields.has(name)) throw refuse(name, `The form has the field "${name}" more than once.`);
    const text = typeof part === 'string' ? part : await textOf(name, part);
    // What is no field at all is refused as one in the JSON body is.
    const isJson = Object.hasOwn(newWorkflowRunSchema.shape, name) && !texts.has(name);
    fields.set(name, isJson ? jsonOf(name, text) : JSON.stringify(text));
  }
  return `{${[...fields].map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}

async function parse(c: Context): Promise<FormData> {
  try {
    return await c.req.raw.formData();
  } catch (cause) {
    throw bodyNotForm(
      'The body is no multipart/form-data, or its boundary is not that of the content type.',
      { cause },
    );
  }
}

async function textOf(name: string, file: Blob): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw refuse(name, `The file in the field "${name}" is not text in UTF-8.`);
  }
}

function jsonOf(name: string, text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw refuse(name, `The field "${name}" is not valid JSON.`);
  }
}

function refuse(field: string, message: string): HooklineError {
  return invalid({ issues: [{ code: 'custom', path: [field], message }] }, {});
}
