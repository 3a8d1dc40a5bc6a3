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
}

export type OutputMode = 'status' | 'response_text' | 'response_json';

/**
 * The options of a request: littleflow's, where what the input has goes before the parameters. `category` is a parameter only, since
 * data has fields of that name.
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

  const url = option('url');
  const options: RequestOptions = {
    url: url as string,
    environ: option('environ') as string | undefined,
    category: option('category', [parameters]) as string | undefined,
    template: option('template') as string | undefined,
    contentType: (option('content_type') ?? 'application/json') as string,
    outputModes: [(option('output_mode') ?? []) as OutputMode | OutputMode[]].flat(),
    errorOnStatus: (option('error_on_status') ?? true) as boolean,
    sync: (option('sync') ?? true) as boolean,
    useContextParameters: (option('use_context_parameters') ?? true) as boolean,
  };
  if (url === undefined) problems.push('There is no "url", neither in the input nor in the parameters.');
  const [problem] = problems;
  return problem === undefined ? { options } : { problem };
}

function fieldOf(source: unknown, name: string): unknown {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return undefined;
  return Object.hasOwn(source, name) ? (source as Record<string, unknown>)[name] : undefined;
}
