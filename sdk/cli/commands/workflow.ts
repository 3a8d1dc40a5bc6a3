import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type {
  PictureFormat,
  PictureOrientation,
  WorkflowError,
  WorkflowGraph,
} from '../../../core/contract/workflow.ts';
import { checkWorkflow } from '../../workflow/check-workflow.ts';
import { compileWorkflow } from '../../workflow/compile-workflow.ts';
import { documentWorkflow } from '../../workflow/document-workflow.ts';
import { drawWorkflow } from '../../workflow/draw-workflow.ts';
import { type AddCommand, type CommandIo, connect, print, wantsJson } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatWorkflowErrors } from '../format-workflow-errors.ts';
import { plainLine, plainText } from '../plain-text.ts';
import { readSource } from '../read-source.ts';
import { addArchiveCommands } from './workflow/archive.ts';
import { addChangeCommands } from './workflow/change.ts';
import { addEndCommand } from './workflow/end.ts';
import { addInspectCommand } from './workflow/inspect.ts';
import { addLimitsCommand } from './workflow/limits.ts';
import { addListCommand } from './workflow/list.ts';
import { addRegisterCommand } from './workflow/register.ts';
import { addRemoveCommand } from './workflow/remove.ts';
import { addRunCommand } from './workflow/run.ts';
import { addSendCommand } from './workflow/send.ts';
import { addShowCommand } from './workflow/show.ts';
import { addRulesCommands } from './workflow-rules.ts';

interface GraphFlags {
  readonly format?: PictureFormat;
  readonly orientation?: PictureOrientation;
  readonly output?: string;
}

const fileArgument = [
  '<file>',
  'a workflow, as docs/guide/workflows.md describes; - for standard input',
] as const;

/** `hookline workflow`: what is written in the language of workflows. */
export const workflowCommand: AddCommand = (program, io) => {
  const workflow = program
    .command('workflow')
    .description(
      'Check workflows, draw, document and compile them; register and run them, and see what became of it.',
    );

  workflow
    .command('check')
    .description('Say whether a workflow is good, or what is wrong with it and where.')
    .argument(...fileArgument)
    .addHelpText(
      'after',
      `${examples(
        'hookline workflow check ingest.flow',
        "echo 'fetch -> check | archive -> report' | hookline workflow check -",
        'hookline workflow check ingest.flow --json',
      )}\nExit codes: 0 it is good, 1 it is not.\n`,
    )
    .action(async (file: string, _: object, command: Command) => {
      const source = await readSource(file, io.stdin);
      const checked = await checkWorkflow(connect(command), source);
      if (checked.graph === null) refuse(command, io, file, source, checked);
      else print(command, io, checked, `${nameOf(file)} is good: ${sizeOf(checked.graph)}.\n`);
    });

  workflow
    .command('graph')
    .description('Draw a workflow: as text for Mermaid, or as an SVG document.')
    .argument(...fileArgument)
    .addOption(
      new Option('--format <format>', 'mermaid unless given, or what ends in .svg is written').choices([
        'mermaid',
        'svg',
      ]),
    )
    .addOption(
      new Option('--orientation <orientation>', 'where it flows; horizontal unless given').choices([
        'horizontal',
        'vertical',
      ]),
    )
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText(
      'after',
      examples(
        'hookline workflow graph ingest.flow',
        'hookline workflow graph ingest.flow -o ingest.svg',
        'hookline workflow graph ingest.flow --format mermaid --orientation vertical',
      ),
    )
    .action(async (file: string, flags: GraphFlags, command: Command) => {
      const source = await readSource(file, io.stdin);
      const { output, orientation } = flags;
      const format = flags.format ?? (output?.endsWith('.svg') ? 'svg' : 'mermaid');
      const drawn = await drawWorkflow(connect(command), source, { format, orientation });
      if (drawn.picture === null) refuse(command, io, file, source, drawn);
      else if (output === undefined) print(command, io, drawn, plainText(drawn.picture));
      else {
        await writeFile(output, drawn.picture);
        print(command, io, { output }, `${plainLine(file)} is drawn in ${plainLine(output)}.\n`);
      }
    });

  workflow
    .command('doc')
    .description('Write the documentation of a workflow, in Markdown.')
    .argument(...fileArgument)
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText(
      'after',
      examples('hookline workflow doc ingest.flow', 'hookline workflow doc ingest.flow -o ingest.md'),
    )
    .action(async (file: string, { output }: { output?: string }, command: Command) => {
      const source = await readSource(file, io.stdin);
      const documented = await documentWorkflow(connect(command), source);
      if (documented.markdown === null) refuse(command, io, file, source, documented);
      else if (output === undefined) print(command, io, documented, plainText(documented.markdown));
      else {
        await writeFile(output, documented.markdown);
        print(command, io, { output }, `${plainLine(file)} is documented in ${plainLine(output)}.\n`);
      }
    });

  workflow
    .command('compile')
    .description('Print what carries a workflow out, in Amazon States Language.')
    .argument(...fileArgument)
    .option('-o, --output <file>', 'write it to a file')
    .addHelpText(
      'after',
      examples(
        'hookline workflow compile ingest.flow',
        'hookline workflow compile ingest.flow -o ingest.asl.json',
      ),
    )
    .action(async (file: string, { output }: { output?: string }, command: Command) => {
      const source = await readSource(file, io.stdin);
      const compiled = await compileWorkflow(connect(command), source);
      if (compiled.document === null) {
        refuse(command, io, file, source, compiled);
        return;
      }
      const text = `${JSON.stringify(compiled.document, null, 2)}\n`;
      if (output === undefined) print(command, io, compiled, text);
      else {
        await writeFile(output, text);
        print(command, io, { output }, `${plainLine(file)} is compiled to ${plainLine(output)}.\n`);
      }
    });

  addRunCommand(workflow, io);
  addRegisterCommand(workflow, io);
  addRemoveCommand(workflow, io);
  addListCommand(workflow, io);
  addShowCommand(workflow, io);
  addInspectCommand(workflow, io);
  addSendCommand(workflow, io);
  addEndCommand(workflow, io);
  addChangeCommands(workflow, io);
  addArchiveCommands(workflow, io);
  addRulesCommands(workflow, io);
  addLimitsCommand(workflow, io);
};

/** Says what is wrong with a workflow. */
function refuse(
  command: Command,
  io: CommandIo,
  file: string,
  source: string,
  answer: { readonly errors: readonly WorkflowError[] },
): void {
  io.failed();
  if (wantsJson(command)) print(command, io, answer, '');
  else io.err(formatWorkflowErrors(nameOf(file), source, answer.errors));
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : plainLine(file);
}

function sizeOf({ nodes }: WorkflowGraph): string {
  const count = (kind: string, one: string, many: string) => {
    const found = nodes.filter((node) => node.kind === kind).length;
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`];
  };
  return [
    ...count('task', 'task', 'tasks'),
    ...count('subflow', 'subflow', 'subflows'),
    ...count('literal', 'literal', 'literals'),
    ...count('source', 'resource read', 'resources read'),
    ...count('sink', 'resource written', 'resources written'),
  ].join(', ');
}
