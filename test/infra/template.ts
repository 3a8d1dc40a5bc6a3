import { z } from 'zod';

/** A CloudFormation template, as far as the tests look. */
export const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
    }),
  ),
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), z.unknown()),
});

export type Template = z.infer<typeof templateSchema>;

export type Resource = Template['Resources'][string];

/** The resources of one type, by logical id. */
export function ofType(template: Template, type: string): [id: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The one resource of a type whose logical id begins so. */
export function one(template: Template, type: string, prefix: string): [id: string, resource: Resource] {
  const found = ofType(template, type).filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`There are ${found.length} resources ${type} ${prefix}.`);
  return found[0]!;
}

const listed = z
  .unknown()
  .optional()
  .transform((value): unknown[] => (value === undefined ? [] : [value].flat()));

const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: listed,
  Resource: listed,
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});

export interface Statement extends z.infer<typeof statementSchema> {
  /** The logical id of the resource that holds it. */
  readonly holder: string;
}

/** Every statement of every policy in the template, wherever it is. */
export function statements(from: Template): Statement[] {
  return Object.entries(from.Resources).flatMap(([holder, resource]) =>
    documents(resource.Properties).map((statement) => ({ holder, ...statementSchema.parse(statement) })),
  );
}

function documents(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === 'Statement' ? [inner].flat() : documents(inner),
  );
}

/** An ARN as text: references become `<LogicalId.Attribute>`. */
export function flatten(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value);
  if (join.success) return join.data['Fn::Join'][1].map(flatten).join(join.data['Fn::Join'][0]);
  const attribute = z.object({ 'Fn::GetAtt': z.array(z.string()) }).safeParse(value);
  if (attribute.success) return `<${attribute.data['Fn::GetAtt'].join('.')}>`;
  return `<${z.object({ Ref: z.string() }).parse(value).Ref}>`;
}
