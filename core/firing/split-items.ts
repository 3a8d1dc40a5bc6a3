import type { ExecutionOptions } from '../contract/execution-options.ts';
import { limits } from '../contract/limits.ts';
import { ExpressionFailed, type Expressions } from '../ports/expressions.ts';

/**
 * The inputs of a handler with `each`, one for each of its runs over a payload, as JSON in UTF-8 with all digits of integers.
 * An item that is an object is the input itself, another is `{"item": it}`, and a batch is `{"items": [...]}`. A value that is no
 * list is one item; nothing and null are none.
 *
 * @throws {ExpressionFailed} for what cannot be evaluated, and for more than `limits.items` items or batches: the run fails
 * then.
 */
export async function splitItems(
  deps: { expressions: Expressions },
  { each, batchSize }: { each: string } & Pick<ExecutionOptions, 'batchSize'>,
  payload: Uint8Array,
): Promise<Uint8Array[]> {
  const selected = await (await deps.expressions.compile(each)).select(new TextDecoder().decode(payload));
  const items = listOf(selected);
  const inputs = Math.ceil(items.length / (batchSize ?? 1));
  if (inputs > limits.items) {
    throw new ExpressionFailed(
      batchSize === undefined
        ? `It gives ${items.length} items, and a run has at most ${limits.items}. Group them with batchSize, or select fewer.`
        : `It gives ${items.length} items in ${inputs} batches, and a run has at most ${limits.items}. Raise batchSize, or select fewer.`,
    );
  }
  const encoder = new TextEncoder();
  return batchSize === undefined
    ? items.map((json) => encoder.encode(json.startsWith('{') ? json : `{"item":${json}}`))
    : Array.from({ length: inputs }, (_, at) =>
        encoder.encode(`{"items":[${items.slice(at * batchSize, (at + 1) * batchSize).join(',')}]}`),
      );
}

function listOf(selected: string | readonly string[] | undefined): readonly string[] {
  if (selected === undefined || selected === 'null') return [];
  return typeof selected === 'string' ? [selected] : selected;
}
