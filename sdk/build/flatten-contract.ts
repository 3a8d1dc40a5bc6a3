import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const contract = fileURLToPath(new URL('../../core/contract/', import.meta.url));
const config = fileURLToPath(new URL('./tsconfig.json', import.meta.url));

/**
 * Writes the contract's types out in full, in place of the emitted declarations, which derive them from Zod schemas:
 * who uses the SDK needs no Zod.
 *
 * @param folder with the emitted `core/contract/*.d.ts`.
 */
export function flattenContract(folder: string): void {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    contract,
  );
  const files = readdirSync(folder).map((name) => ({
    declaration: join(folder, name),
    source: join(contract, name.replace('.d.ts', '.ts')),
  }));
  const program = ts.createProgram(
    files.map(({ source }) => source),
    options,
  );
  for (const { declaration, source } of files) {
    const types = writeTypes(program, source);
    if (types === '') rmSync(declaration);
    else writeFileSync(declaration, types);
  }
}

function writeTypes(program: ts.Program, source: string): string {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(source);
  if (file === undefined) throw new Error(`${source} is not part of the contract.`);
  return file.statements
    .filter(ts.isTypeAliasDeclaration)
    .map((alias) => {
      const type = checker.getTypeAtLocation(alias.name);
      const text = checker.typeToString(
        type,
        undefined,
        ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias,
      );
      return `export type ${alias.name.text} = ${text};\n`;
    })
    .join('');
}
