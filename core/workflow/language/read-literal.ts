import { limits } from '../../contract/limits.ts';
import type { Structured } from '../../contract/workflow.ts';
import type { YamlParser } from '../../ports/yaml-parser.ts';
import { inexactNumber } from './inexact-number.ts';
import { type LiteralProblem, LiteralStopped } from './literal-problem.ts';
import { parseJson } from './parse-json.ts';
import type { LiteralText } from './token.ts';

/**
 * What a literal means: an object or a list; null for an empty one.
 *
 * @returns or what is wrong with it, with the place in the whole source.
 */
export function readLiteral(
  text: LiteralText,
  yaml: YamlParser,
): { readonly value: Structured | null } | { readonly problem: LiteralProblem } {
  if (text.syntax === 'empty') return { value: null };
  const read = text.syntax === 'json' ? parseJson(text.text) : parseYaml(text, yaml);
  if ('problem' in read) {
    return { problem: { ...read.problem, offset: read.problem.offset + text.offset } };
  }
  if (read.value === undefined) return { value: null };
  if (isStructured(read.value)) return { value: read.value };
  const start = text.text.search(/\S/);
  return {
    problem: {
      code: 'literal-not-structured',
      offset: text.offset + start,
      length: text.text.trim().length,
      message: `Found ${describe(read.value)}, expected an object or a list.`,
    },
  };
}

/** @returns undefined for blank text. */
function parseYaml(
  { text, column }: LiteralText & { syntax: 'yaml' },
  yaml: YamlParser,
): { readonly value: unknown } | { readonly problem: LiteralProblem } {
  const start = text.search(/\S/);
  if (start === -1) return { value: undefined };
  const parsed = parseFirstLine(text, start, column, yaml);
  if ('problem' in parsed) {
    const { message, ...span } = parsed.problem;
    return { problem: { ...span, code: 'yaml-invalid', message: `This is not YAML: ${message}` } };
  }
  try {
    return { value: toJson(parsed.value, []) };
  } catch (error) {
    if (!(error instanceof LiteralStopped)) throw error;
    return { problem: { ...error.problem, offset: start, length: text.trim().length } };
  }
}

/**
 * A first line that stands behind the bracket has no indentation of its own. It counts as not indented; where that makes no
 * sense, as indented as far as it looks.
 */
function parseFirstLine(
  text: string,
  start: number,
  column: number,
  yaml: YamlParser,
): ReturnType<YamlParser['parse']> {
  const flush = yaml.parse(text.slice(start).trimEnd());
  if (!('problem' in flush)) return flush;
  const aligned = yaml.parse(' '.repeat(column) + text.trimEnd());
  if (!('problem' in aligned)) return aligned;
  return { problem: { ...flush.problem, offset: flush.problem.offset + start } };
}

/** YAML's values as JSON has them. */
function toJson(value: unknown, within: readonly unknown[]): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') {
    const message = inexactNumber(typeof value === 'bigint' ? value : String(value));
    if (message !== undefined) throw stop('number-inexact', message);
    return Number(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (within.length >= limits.payloadDepth || within.includes(value)) {
    throw stop('yaml-invalid', `This is not JSON: it has more than ${limits.payloadDepth} levels.`);
  }
  const inside = [...within, value];
  if (Array.isArray(value)) return value.map((item) => toJson(item, inside));
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    throw stop(
      'yaml-invalid',
      'This is not JSON: only objects, lists, strings, numbers, true, false and null are.',
    );
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, inside)]));
}

function stop(code: LiteralProblem['code'], message: string): LiteralStopped {
  return new LiteralStopped({ code, offset: 0, length: 0, message });
}

function isStructured(value: unknown): value is Structured {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 40 ? `${json.slice(0, 39)}…` : json;
}
