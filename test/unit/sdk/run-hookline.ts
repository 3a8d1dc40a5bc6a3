import { runCli } from '../../../sdk/cli/run-cli.ts';

/** Runs a command line, and says what came of it. */
export async function hookline(
  args: readonly string[],
  stdin = '',
): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    stdin: (async function* () {
      yield Buffer.from(stdin);
    })(),
  });
  return { code, out, err };
}
