import { type Command, Option } from 'commander';
import { print } from './command-context.ts';
import type { Io } from './io.ts';
import { plainText } from './plain-text.ts';

/** `-o table|json|yaml`; `-o json` is `--json`. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'as a table, JSON or YAML; --json is -o json').choices([
    'table',
    'json',
    'yaml',
  ]);
}

/** Whether `-o yaml` was given. */
export function wantsYaml(command: Command): boolean {
  return command.opts<{ output?: string }>().output === 'yaml';
}

/** Prints a result as it was asked for: as JSON, as YAML, or as text for people. */
export async function printAs(command: Command, io: Io, result: unknown, text: string): Promise<void> {
  if (wantsYaml(command)) io.out(await toYaml(result));
  else print(command, io, result, text);
}

/** YAML; what would steer a terminal is left out. */
export async function toYaml(value: unknown): Promise<string> {
  // Here and not above: it is rarely asked for.
  const { stringify } = await import('yaml');
  return plainText(stringify(value, { lineWidth: 0 }));
}
