import type { Command } from 'commander';
import { type AddCommand, connect, print } from '../command-context.ts';
import { checkAws } from '../doctor/check-aws.ts';
import { checkPlatform } from '../doctor/check-platform.ts';
import type { Finding } from '../doctor/finding.ts';
import { loadAws } from '../doctor/load-aws.ts';
import { examples } from '../examples.ts';
import { plainLine } from '../plain-text.ts';

/** `hookline doctor`: what keeps a platform from working, and what to do about it. */
export const doctorCommand: AddCommand = (program, io) => {
  program
    .command('doctor')
    .description('Check a platform, and say what to do. Exit code 1 when something needs attention.')
    .option('--aws', "look into AWS too, with the environment's credentials and region")
    .option('--stack <name>', 'the name of the deployed stack', 'Hookline')
    .addHelpText('after', examples('hookline doctor', 'AWS_REGION=us-east-1 hookline doctor --aws'))
    .action(async (flags: { aws?: true; stack: string }, command: Command) => {
      const connection = connect(command);
      const aws = flags.aws === true ? await loadAws() : undefined;
      const findings = [
        ...(await checkPlatform(connection)),
        ...(aws === undefined ? [] : await checkAws(aws, flags.stack)),
      ];
      const fine = findings.every((finding) => finding.fine);
      print(command, io, { fine, findings }, findings.map(formatFinding).join(''));
      if (!fine) io.failed();
    });
};

function formatFinding({ check, fine, says, remedy }: Finding): string {
  const line = `${fine ? 'fine      ' : 'ATTENTION '} ${plainLine(check)}: ${plainLine(says, 500)}\n`;
  return remedy === undefined ? line : `${line}           ${remedy}\n`;
}
