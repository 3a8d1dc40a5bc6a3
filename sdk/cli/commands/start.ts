import { resolve } from 'node:path';
import { Option } from 'commander';
import type { AddCommand } from '../command-context.ts';
import { examples } from '../examples.ts';
import { networks, wholeNumber } from '../parse-arguments.ts';

interface StartFlags {
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  readonly publicUrl?: string;
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  readonly newAdminKey?: boolean;
  readonly allowNetwork?: readonly string[];
}

/** `hookline start`: the embedded platform, in the foreground. */
export const startCommand: AddCommand = (program) => {
  program
    .command('start')
    .description('Run the embedded platform on this machine until Ctrl-C.')
    .option('--data-dir <folder>', 'where everything is kept', '.hookline')
    .option('--port <number>', 'the port to listen on; 0 for any free one', wholeNumber(0, 65_535), 4411)
    .option('--host <address>', 'the address to listen on; 0.0.0.0 lets other machines in', '127.0.0.1')
    .addOption(
      new Option(
        '--public-url <url>',
        'where others reach the platform, https://hooks.example.com; what tokens of requests name',
      ).env('HOOKLINE_PUBLIC_URL'),
    )
    .option(
      '--smtp-url <url>',
      'the mail server, smtp://user:password@host:port; else SMTP_URL, else mail is kept',
    )
    .option('--mail-from <address>', 'the sender of e-mails; hookline@<this machine> unless given')
    .option('--new-admin-key', 'print a new API key of the user "admin"')
    .addOption(
      new Option(
        '--allow-network <networks>',
        'what requests of workflows may reach inside the network, as 10.1.0.0/16,127.0.0.1',
      )
        .argParser(networks)
        .env('HOOKLINE_ALLOW_NETWORKS'),
    )
    .addHelpText(
      'after',
      examples('hookline start', 'hookline start --port 8080 --smtp-url smtp://localhost:25'),
    )
    .action(async (flags: StartFlags) => {
      const { start } = await import('../../../local/start.ts');
      const { SMTP_URL, HOOKLINE_URLS: urls } = process.env;
      const smtpUrl = flags.smtpUrl ?? SMTP_URL;
      await start({
        dataDir: resolve(flags.dataDir),
        ...(flags.allowNetwork !== undefined && { allowNetworks: flags.allowNetwork }),
        ...(urls !== undefined && urls !== '' && { urls }),
        port: flags.port,
        host: flags.host,
        ...(flags.publicUrl !== undefined && flags.publicUrl !== '' && { publicUrl: flags.publicUrl }),
        ...(smtpUrl !== undefined && smtpUrl !== '' && { smtpUrl }),
        ...(flags.mailFrom !== undefined && { mailFrom: flags.mailFrom }),
        ...(flags.newAdminKey !== undefined && { newAdminKey: flags.newAdminKey }),
      });
    });
};
