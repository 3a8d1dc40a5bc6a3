import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';

/** The parts of an update that sets attributes, and removes those that are undefined. */
export function setAttributes(
  attributes: Readonly<Record<string, unknown>>,
): Required<
  Pick<UpdateCommandInput, 'UpdateExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>
> {
  const names = Object.keys(attributes);
  const [removed, set] = [false, true].map((isSet) =>
    names.filter((name) => (attributes[name] !== undefined) === isSet),
  ) as [string[], string[]];
  const sets = set.map((name) => `#${name} = :${name}`).join(', ');
  const removes = removed.map((name) => `#${name}`).join(', ');
  return {
    UpdateExpression: [sets && `SET ${sets}`, removes && `REMOVE ${removes}`].filter(Boolean).join(' '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${name}`, attributes[name]])),
  };
}
