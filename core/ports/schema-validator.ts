/** Checks values against JSON Schemas (2020-12). */
export interface SchemaValidator {
  /** What is wrong with the schema itself, or undefined. */
  problem(schema: Readonly<Record<string, unknown>>): string | undefined;
  /** The first violation, as the path of the field and what is wrong with it, or undefined. Schemas are compiled once. */
  violation(
    schema: Readonly<Record<string, unknown>>,
    value: unknown,
  ): { path: string; message: string } | undefined;
}
