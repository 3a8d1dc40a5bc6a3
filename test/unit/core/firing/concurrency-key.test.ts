import { expect, test } from 'vitest';
import { jsonataExpressions } from '../../../../adapters/jsonata/expressions.ts';
import { concurrencyKeyOf } from '../../../../core/firing/concurrency-key.ts';
import { ExpressionFailed } from '../../../../core/ports/expressions.ts';

const deps = { expressions: jsonataExpressions() };
const payload = new TextEncoder().encode(
  `{"customer":{"id":"c-7","number":12345678901234567890,"vat":true},"none":null,"list":[1,2],"long":"${'x'.repeat(300)}"}`,
);

test.each([
  ['customer.id', 'c-7'],
  ['customer.number', '12345678901234567890'],
  ['customer.vat', 'true'],
  ['$count(list) / 4', '0.5'],
  ['customer.id & "/" & $count(list)', 'c-7/2'],
  ['none', ''],
  ['missing', ''],
])('the value of %s is the key "%s"', async (expression, key) => {
  expect(await concurrencyKeyOf(deps, expression, payload)).toBe(key);
});

test.each([
  ['customer', 'It gives an object. Select a text, a number or a boolean.'],
  ['list', 'It gives a list. Select a text, a number or a boolean.'],
  ['long', 'It gives 300 characters, and a key has at most 256. Select something shorter.'],
  ['customer.id + 1', 'The left side of the "+" operator must evaluate to a number'],
])('the value of %s is no key', async (expression, message) => {
  const key = concurrencyKeyOf(deps, expression, payload);
  await expect(key).rejects.toThrow(message);
  await expect(key).rejects.toBeInstanceOf(ExpressionFailed);
});
