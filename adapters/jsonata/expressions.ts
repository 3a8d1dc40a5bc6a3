import type jsonata from 'jsonata';
import { limits } from '../../core/contract/limits.ts';
import {
  type Expression,
  ExpressionFailed,
  ExpressionRefused,
  type Expressions,
} from '../../core/ports/expressions.ts';
import { type ExactIntegers, parseNotingIntegers, writeExactly } from './exact-integers.ts';
import { metered, type NativeFunction, prices } from './functions.ts';
import { type Meter, openMeter } from './meter.ts';
import type { Node } from './node.ts';
import { objectionTo } from './objection-to.ts';
import { assignFunctions, METER, watch } from './watch.ts';

/** Compiled expressions that are kept, the newest. */
const KEPT = 1000;

/** The most elements that jsonata may put into one list. */
const LONGEST_LIST = 100_000;

/** `??` and `?:` in one expression. jsonata's parser takes the left side twice, so that each doubles its work. */
const MOST_FALLBACKS = 6;

/** Characters of a message of jsonata: some quote a value of the input. */
const MESSAGE_LENGTH = 300;

/**
 * JSONata by the jsonata package, which is loaded when the first expression is compiled: a function that meets none does not
 * wait for it.
 */
export function jsonataExpressions(): Expressions {
  const kept = new Map<string, Promise<Expression>>();
  let loaded: Promise<Package> | undefined;
  return {
    async compile(text, variables = []) {
      const key = JSON.stringify([text, variables]);
      let compiled = kept.get(key);
      if (compiled === undefined) {
        loaded ??= load();
        compiled = loaded.then((pack) => compile(pack, text, variables));
        kept.set(key, compiled);
        for (const oldest of kept.keys()) {
          if (kept.size <= KEPT) break;
          kept.delete(oldest);
        }
      }
      return await compiled;
    },
  };
}

interface Package {
  readonly jsonata: typeof jsonata;
  readonly functions: ReadonlyMap<string, NativeFunction>;
  /** JSONata's judgement of a value. */
  readonly boolean: (value: unknown) => boolean | undefined;
}

async function load(): Promise<Package> {
  const { default: jsonata } = await import('jsonata');
  const natives = await Promise.all(
    [...prices.keys()].map(
      async (name) => [name, (await jsonata(`$${name}`).evaluate(null)) as NativeFunction] as const,
    ),
  );
  return {
    jsonata,
    functions: new Map(natives.map(([name, native]) => [name, metered(name, native)])),
    boolean: new Map(natives).get('boolean')!.implementation as Package['boolean'],
  };
}

function compile(pack: Package, text: string, variables: readonly string[]): Expression {
  if ((text.match(/\?[?:]/g)?.length ?? 0) > MOST_FALLBACKS) {
    throw new ExpressionRefused(
      `It has more than ${MOST_FALLBACKS} of ?? and ?:. Use conditions: a ? b : c.`,
    );
  }
  const expression = parse(pack, text);
  const ast = expression.ast() as unknown as Node;
  const objection = objectionTo(ast, variables);
  if (objection !== undefined) throw new ExpressionRefused(objection.message, objection.position);
  watch(expression, ast);
  assignFunctions(expression, pack.functions);

  const evaluate = async <T>(
    json: string,
    bindings: Readonly<Record<string, unknown>>,
    take: (value: unknown, meter: Meter, exact: ExactIntegers | undefined) => T,
  ): Promise<T> => {
    const meter = openMeter();
    // Parsed anew each time: jsonata marks the lists that it is given.
    const { value: input, exact } = parseNotingIntegers(json);
    try {
      const value: unknown = await expression.evaluate(input, { ...bindings, [METER]: meter });
      return take(value, meter, exact);
    } catch (thrown) {
      throw failureOf(thrown);
    } finally {
      meter.end();
    }
  };
  return {
    isTrue: (json, bindings = {}) => evaluate(json, bindings, (value) => pack.boolean(value) ?? false),
    select: (json) =>
      evaluate(json, {}, (value, meter, exact) => {
        meter.chargeWhole(value);
        if (value === undefined) return undefined;
        const write = writer(exact);
        return Array.isArray(value) ? value.map(write) : write(value);
      }),
  };
}

/** Writes values as JSON, as long as they are not too long in all. */
function writer(exact: ExactIntegers | undefined): (value: unknown, index?: number, list?: object) => string {
  let bytes = 0;
  return (value, index, list) => {
    const json = writeExactly(value, exact, list, index);
    bytes += Buffer.byteLength(json);
    if (bytes > limits.payloadBytes) {
      throw new ExpressionFailed(`It gives more than ${limits.payloadBytes} bytes. Select less.`);
    }
    return json;
  };
}

function parse(pack: Package, text: string): jsonata.Expression {
  try {
    return pack.jsonata(text, { sequence: LONGEST_LIST });
  } catch (thrown) {
    const { message, position } = thrown as { message?: string; position?: number };
    const reason =
      thrown instanceof RangeError
        ? 'It is nested too deeply.'
        : `It cannot be read: ${cut(String(message).replace(/\.$/, ''))}.`;
    throw new ExpressionRefused(reason, position, { cause: thrown });
  }
}

function failureOf(thrown: unknown): ExpressionFailed {
  if (thrown instanceof ExpressionFailed) return thrown;
  const { message, position } = thrown as { message?: string; position?: number };
  return new ExpressionFailed(locate(`${cut(String(message).replace(/\.$/, ''))}.`, position), {
    cause: thrown,
  });
}

function cut(message: string): string {
  return message.length > MESSAGE_LENGTH ? `${message.slice(0, MESSAGE_LENGTH)}...` : message;
}

function locate(message: string, position: number | undefined): string {
  return position === undefined ? message : `Near character ${position}: ${message}`;
}
