import { builtIns } from '../graph/built-ins.ts';
import type { TaskStart } from '../run/step-work.ts';

/** How one request is made. */
export interface RequestOptions {
  readonly url: string;
  readonly environ: string | undefined;
  readonly category: string | undefined;
  readonly template: string | undefined;
  readonly contentType: string;
  readonly outputModes: readonly OutputMode[];
  readonly errorOnStatus: boolean;
  readonly sync: boolean;
  readonly useContextParameters: boolean;
  /** Whether the request says by a token on whose behalf it is made. */
  readonly token: boolean;
}

export type OutputMode = 'status' | 'response_text' | 'response_json';

/**
 * The options of a request: littleflow's, where what the input has goes before the parameters. `category` is a parameter only, since
 * data has fields of that name; `token` too, since data is of others, and then also what says where the request goes.
 *
 * @returns or what is wrong with them.
 */
export function requestOptions({
  node,
  input,
  parameters,
}: Pick<TaskStart, 'node' | 'input' | 'parameters'>):
  | { readonly options: RequestOptions }
  | { readonly problem: string } {
  const expected = builtIns[node.base] ?? {};
  const problems: string[] = [];
  const option = (name: string, sources: readonly unknown[] = [input, parameters]): unknown => {
    const value = sources.map((source) => fieldOf(source, name)).find((found) => found !== undefined);
    if (value === undefined || expected[name]?.accepts(value)) return value;
    problems.push(`"${name}" must be ${expected[name]?.expected}.`);
    return undefined;
  };

  const token = (option('token', [parameters]) ?? false) as boolean;
  const where = token ? [parameters] : [input, parameters];
  const url = option('url', where);
  const options: RequestOptions = {
    url: url as string,
    environ: option('environ', where) as string | undefined,
    category: option('category', [parameters]) as string | undefined,
    template: option('template') as string | undefined,
    contentType: (option('content_type') ?? 'application/json') as string,
    outputModes: [(option('output_mode') ?? []) as OutputMode | OutputMode[]].flat(),
    errorOnStatus: (option('error_on_status') ?? true) as boolean,
    sync: (option('sync') ?? true) as boolean,
    useContextParameters: (option('use_context_parameters') ?? true) as boolean,
    token,
  };
  if (url === undefined) {
    problems.push(
      token
        ? 'There is no "url" in the parameters. With "token", the input does not say where a request goes.'
        : 'There is no "url", neither in the input nor in the parameters.',
    );
  }
  const [problem] = problems;
  return problem === undefined ? { options } : { problem };
}

function fieldOf(source: unknown, name: string): unknown {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return undefined;
  return Object.hasOwn(source, name) ? (source as Record<string, unknown>)[name] : undefined;
}
