import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import type { SchemaValidator } from '../../core/ports/schema-validator.ts';

/** JSON Schema 2020-12 by Ajv. Each schema object is compiled once; `format` is checked. */
export function ajvSchemaValidator(): SchemaValidator {
  const compiled = new WeakMap<object, ValidateFunction>();

  const compile = (schema: Readonly<Record<string, unknown>>): ValidateFunction => {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      // One instance each: two schemas may carry the same $id.
      const ajv = new Ajv2020({ strict: false, allErrors: false });
      formatsPlugin.default(ajv);
      validate = ajv.compile(schema);
      compiled.set(schema, validate);
    }
    return validate;
  };

  return {
    problem(schema) {
      try {
        compile(schema);
        return undefined;
      } catch (error) {
        return `The schema cannot be used: ${(error as Error).message}.`;
      }
    },
    violation(schema, value) {
      const validate = compile(schema);
      if (validate(value)) return undefined;
      const error = validate.errors![0]!;
      return { path: toPath(error.instancePath), message: error.message ?? 'is not valid' };
    },
  };
}

/** From a JSON pointer (RFC 6901) to the way fields are written in code: `/DataSets/0/Name` to `DataSets[0].Name`. */
function toPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((token) => (/^\d+$/.test(token) ? `[${token}]` : `.${token}`))
    .join('')
    .replace(/^\./, '');
}
