/** Parses YAML 1.2. */
export interface YamlParser {
  /** The document's value, whole numbers as BigInt, or what is wrong with it and where in the text; it never throws. */
  parse(
    text: string,
  ):
    | { readonly value: unknown }
    | { readonly problem: { readonly offset: number; readonly length: number; readonly message: string } };
}
