import { type Document, isScalar, parseDocument, visit } from 'yaml';
import type { YamlParser } from '../../core/ports/yaml-parser.ts';

const options = {
  intAsBigInt: true,
  // "<<", as in YAML 1.1.
  merge: true,
  prettyErrors: false,
  stringKeys: true,
  logLevel: 'silent',
  // The package compares each key with each other.
  uniqueKeys: false,
} as const;

/** YAML 1.2 by the package `yaml`: one document, keys unique, tags of its core schema only. */
export function yamlParser(): YamlParser {
  return {
    parse(text) {
      const document = parseDocument(text, options);
      const [wrong = repeatedKey(document)] = [...document.errors, ...document.warnings].map(toProblem);
      if (wrong !== undefined) return { problem: wrong };
      try {
        return { value: document.toJS() };
      } catch (error) {
        // Aliases: without an anchor, or so many that they are an attack.
        return { problem: { offset: 0, length: text.length, message: sentence((error as Error).message) } };
      }
    },
  };
}

interface YamlProblem {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

const plainer: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'One document is expected, not several.',
  NON_STRING_KEY: 'A key must be a string.',
  RESOURCE_EXHAUSTION: 'It has too many levels.',
};

function toProblem({ code, message, pos: [start, end] }: Document['errors'][number]): YamlProblem {
  return { offset: start, length: end - start, message: plainer[code] ?? sentence(message) };
}

function repeatedKey(document: Document): YamlProblem | undefined {
  let found: YamlProblem | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || key.range == null || key.value === '<<') continue;
        const [offset, end] = key.range;
        if (seen.has(key.value)) {
          found = { offset, length: end - offset, message: `The key "${key.value}" is there already.` };
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return found;
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
