import { type Command, Option } from 'commander';
import type { WorkflowRule } from '../../../core/contract/workflow-rule.ts';
import { HooklineClientError } from '../../client-error.ts';
import { parseExactly } from '../../exact-json.ts';
import { listWorkflowRules } from '../../workflow/rules/list-workflow-rules.ts';
import { pauseWorkflowRule, resumeWorkflowRule } from '../../workflow/rules/pause-workflow-rule.ts';
import { putWorkflowRule } from '../../workflow/rules/put-workflow-rule.ts';
import { removeWorkflowRule } from '../../workflow/rules/remove-workflow-rule.ts';
import { type CommandIo, connect, print } from '../command-context.ts';
import { examples } from '../examples.ts';
import { formatTable } from '../format-table.ts';
import { plainLine } from '../plain-text.ts';

interface AddFlags {
  readonly onEvent?: string;
  readonly namespace?: string;
  readonly sender?: string;
  readonly type?: string;
  readonly action: 'start' | 'stop' | 'restart';
  readonly state?: string;
  readonly update?: string;
  readonly condition?: string;
  readonly input?: string;
  readonly reset?: boolean;
}

/** `hookline workflow rules`: what workflows do when events come. */
export function addRulesCommands(workflow: Command, io: CommandIo): void {
  const rules = workflow
    .command('rules')
    .description('Rules that start, stop or restart workflows when events come.');

  rules
    .command('add')
    .description('Add a rule, or replace yours of that name: what is not given, it has not any more.')
    .argument('<name>', 'letters, digits, ".", "_" and "-"')
    .argument('<workflow>', 'the name of a registered workflow')
    .option('--on-event <key>', 'look at events of this key; at those of any key unless given')
    .option('--namespace <name>', 'only of this namespace; of any but "hookline/…" unless given')
    .option('--sender <name>', 'only of this sender')
    .option('--type <type>', 'only of this type')
    .addOption(
      new Option('--action <action>', 'what happens to the workflow')
        .choices(['start', 'stop', 'restart'])
        .default('start'),
    )
    .option('--state <json>', "the rule's state at first; null unless given")
    .option('--update <jsonata>', 'the state after an event, of {event, state}')
    .option('--condition <jsonata>', 'whether it acts, of {event, state}; always unless given')
    .option('--input <jsonata>', 'the input of the run, of {event, state}; the event unless given')
    .option('--reset', 'begin with the first state again when it has acted')
    .addHelpText(
      'after',
      examples(
        'hookline workflow rules add on-upload ingest --on-event upload.done --input event.value',
        "hookline workflow rules add enough train --on-event rows --state 0 --update 'state + event.value.n' --condition 'state >= 100' --reset",
        'hookline workflow rules add again nightly --on-event config.changed --action restart',
      ),
    )
    .action(async (name: string, target: string, flags: AddFlags, command: Command) => {
      const { onEvent: key, namespace, sender, type: eventType, action } = flags;
      const { state, update, condition, input } = flags;
      const rule = await putWorkflowRule(connect(command), {
        name,
        workflow: target,
        on: { key, namespace, sender, eventType },
        action,
        ...(state !== undefined && { state: parseState(state) }),
        ...(update !== undefined && { update }),
        ...(condition !== undefined && { condition }),
        ...(input !== undefined && { input }),
        resetState: flags.reset === true,
      });
      print(command, io, rule, `The rule ${plainLine(name)} ${describe(rule)}.\n`);
    });

  rules
    .command('list')
    .description('List your rules, and how far each has come.')
    .addHelpText('after', examples('hookline workflow rules list', 'hookline workflow rules list --json'))
    .action(async (_: object, command: Command) => {
      const found = await listWorkflowRules(connect(command));
      const rows = found.map((rule) => [
        rule.name,
        rule.action,
        rule.workflow,
        rule.on.key ?? '*',
        JSON.stringify(rule.state),
        String(rule.acted),
        rule.paused ? 'paused' : (rule.lastError?.message ?? ''),
      ]);
      const headings = ['NAME', 'ACTION', 'WORKFLOW', 'ON EVENT', 'STATE', 'ACTED', 'NOTE'];
      print(command, io, found, formatTable(headings, rows, 'You have no rules.'));
    });

  for (const [verb, change, said] of [
    ['pause', pauseWorkflowRule, 'is paused'],
    ['resume', resumeWorkflowRule, 'goes on, with the events that came meanwhile'],
  ] as const) {
    rules
      .command(verb)
      .description(verb === 'pause' ? 'Let a rule do nothing for a while.' : 'Let a paused rule go on.')
      .argument('<name>')
      .addHelpText('after', examples(`hookline workflow rules ${verb} on-upload`))
      .action(async (name: string, _: object, command: Command) => {
        print(command, io, await change(connect(command), name), `The rule ${plainLine(name)} ${said}.\n`);
      });
  }

  rules
    .command('remove')
    .description('Remove a rule. What it started goes on.')
    .argument('<name>')
    .addHelpText('after', examples('hookline workflow rules remove on-upload'))
    .action(async (name: string, _: object, command: Command) => {
      await removeWorkflowRule(connect(command), name);
      print(command, io, { removed: name }, `The rule ${plainLine(name)} is removed.\n`);
    });
}

function parseState(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (cause) {
    throw new HooklineClientError(
      'invalid-argument',
      `--state is no JSON: ${(cause as Error).message}. A text needs quotes: '"a"'`,
      { field: 'state', cause },
    );
  }
}

function describe({ action, workflow, on }: WorkflowRule): string {
  return `${action}s ${plainLine(workflow)} on events ${on.key === undefined ? 'of any key' : `"${plainLine(on.key)}"`}`;
}
