import { Option } from 'commander';

/** The run that a command is about. */
export const runArgument = ['<run>', 'as `hookline workflow list` shows it'] as const;

/** `--owner`: whose it is. */
export function ownerOption(): Option {
  return new Option('--owner <user>', "another user's; for admins, and viewers");
}
