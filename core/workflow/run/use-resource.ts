import type { Structured, WorkflowNode } from '../../contract/workflow.ts';
import { type HttpAnswer, HttpRequestFailed } from '../../ports/http-client.ts';
import { parseKeepingDigits } from '../data/exact-numbers.ts';
import { nodeOutput } from '../data/node-output.ts';
import type { WorkflowDeps } from './deps.ts';
import type { StepResult } from './step-work.ts';

type Resource = Extract<WorkflowNode, { kind: 'source' | 'sink' }>;

/**
 * Reads a source by GET, or writes its input to a sink, by PUT unless the parameter `method` says POST; both by `http:` and `https:` only.
 * A source gives JSON as it is (where the answer or the parameter `content-type` says that it is JSON), and any other text as the only
 * item of a list. A sink gives its input.
 */
export async function useResource(
  { http, runs }: Pick<WorkflowDeps, 'http' | 'runs'>,
  node: Resource,
  input: Structured,
): Promise<StepResult> {
  const { protocol, href } = URL.parse(node.uri) ?? {};
  if (href === undefined || (protocol !== 'http:' && protocol !== 'https:')) {
    return failed(`<${node.uri}> is no http: or https: URL.`);
  }
  if (http === undefined) return failed('Nothing here reads or writes resources.');
  const type = parameterOf(node, 'content-type');
  const isSource = node.kind === 'source';
  const method = parameterOf(node, 'method')?.toUpperCase() === 'POST' ? 'POST' : 'PUT';
  let answer: HttpAnswer;
  await runs.settled();
  try {
    answer = await http.send(
      isSource
        ? { method: 'GET', url: href, headers: { ...(type !== undefined && { accept: type }) } }
        : {
            method,
            url: href,
            headers: { 'content-type': type ?? 'application/json' },
            body: JSON.stringify(input),
          },
    );
  } catch (error) {
    if (!(error instanceof HttpRequestFailed)) throw error;
    return failed(error.message);
  }
  if (answer.status < 200 || answer.status >= 300)
    return failed(`The answer has the status ${answer.status}.`);
  return isSource ? contentOf(answer, type) : { output: input };
}

function contentOf({ headers, body }: HttpAnswer, asked: string | undefined): StepResult {
  const type = (asked ?? headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json' && !type.endsWith('+json')) return { output: nodeOutput(body) };
  try {
    return { output: nodeOutput(parseKeepingDigits(body)) };
  } catch {
    return failed('The content is not JSON.');
  }
}

function parameterOf({ parameters }: Resource, name: string): string | undefined {
  if (parameters === null || Array.isArray(parameters)) return undefined;
  const value = parameters[name];
  return typeof value === 'string' ? value : undefined;
}

function failed(message: string): StepResult {
  return { error: { name: 'RequestFailed', message } };
}
