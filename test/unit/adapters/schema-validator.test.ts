import { describe, expect, test } from 'vitest';
import { schemasafeValidator } from '../../../adapters/schemasafe/schema-validator.ts';
import { ctingressOnComplete } from '../../../core/hooks/ctingress-on-complete.ts';

const schemas = schemasafeValidator();
const person = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string' },
    mail: { format: 'email' },
    ages: { type: 'array', items: { minimum: 0 } },
  },
  'x-note': 'an annotation of their own',
};

describe('The validator of payload schemas', () => {
  test.each([
    [{ name: 'a' }, undefined],
    [{ name: 'a', more: true }, undefined],
    [{}, { path: 'name', message: 'is required' }],
    [{ name: 1 }, { path: 'name', message: 'must satisfy "type": "string"' }],
    [
      { name: 'a', mail: 'x' },
      { path: 'mail', message: 'must satisfy "format": "email"' },
    ],
    [
      { name: 'a', ages: [1, -1] },
      { path: 'ages[1]', message: 'must satisfy "minimum": 0' },
    ],
    [[], { path: '', message: 'must satisfy "type": "object"' }],
  ])('says of %j what is wrong, and where: %j', (value, expected) => {
    expect(schemas.violation(person, value)).toEqual(expected);
  });

  test.each([
    [{ type: 'objekt' }, 'Unknown type'],
    [{ properties: 3 }, 'properties'],
    [{ pattern: '[' }, 'regular expression'],
    [{ $ref: 'https://example.com/elsewhere' }, 'elsewhere'],
  ])('refuses the schema %j', (schema, reason) => {
    expect(schemas.problem(schema)).toContain(reason);
  });

  test('takes the schema of the hook that exists from the start', () => {
    expect(schemas.problem(ctingressOnComplete.payloadSchema!)).toBeUndefined();
  });
});
