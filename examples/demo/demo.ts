import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { addUser, Connection, createKey, fire, register, waitForFiring } from '@hookline/sdk';
import { ingestArchive } from '../comtrade-ingest/ingest-archive.ts';
import { judge } from './judge.ts';
import { openInbox } from './open-inbox.ts';
import { showMail, showRuns, step } from './show.ts';
import { startPlatform } from './start-platform.ts';

const HOOK = 'ctingress.on_complete';
const archivePath = fileURLToPath(new URL('../comtrade-ingest/sample/substation.zip', import.meta.url));
const handlerNames = ['recording-report', 'strict-check', 'voltage-transform'];

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

step('A mail server and the platform start, on free ports of this machine');
const inbox = await openInbox();
const platform = await startPlatform(inbox.url);
console.log(`  SMTP      ${inbox.url}`);
console.log(`  Hookline  ${platform.url}, its data in ${platform.dataDir}`);

try {
  step(
    'The admin makes two users, each with an API key: an engineer, and an ingest pipeline that may only fire',
  );
  const admin = new Connection(platform.url, platform.adminKey);
  await addUser(admin, { name: 'allen', role: 'developer' });
  await addUser(admin, { name: 'ctingress', role: 'ingest' });
  const engineer = new Connection(platform.url, (await createKey(admin, { user: 'allen' })).apiKey);
  const pipeline = new Connection(platform.url, (await createKey(admin, { user: 'ctingress' })).apiKey);

  step(`The engineer registers three handlers for ${HOOK}`);
  for (const name of handlerNames) {
    const entry = new URL(`../comtrade-ingest/handlers/${name}.ts`, import.meta.url);
    const { default: definition } = await import(entry.href);
    const handler = await register(engineer, definition.options, { entry: fileURLToPath(entry) });
    const tags = handler.tags.length === 0 ? 'no tags' : `tags ${handler.tags.join(', ')}`;
    console.log(`  ${handler.id}  ${handler.name}, version ${handler.version}, ${tags}`);
  }

  step('The pipeline reads a COMTRADE archive and fires the hook once for all of it');
  const { payload, fired } = await ingestArchive({
    archive: await readFile(archivePath),
    fileName: 'substation.zip',
    submittedAt: new Date().toISOString(),
    fire: (data, { idempotencyKey }) => fire(pipeline, HOOK, data, { idempotencyKey }),
  });
  for (const { Name, Success, Error: error, Streams } of payload.DataSets) {
    console.log(
      `  ${Success ? 'read  ' : 'broken'}  ${Name}  ${Streams === null ? error : `${Streams.length} streams`}`,
    );
  }
  console.log(`  accepted as firing ${fired.id}`);

  step('The matching handlers run, as the engineer, each in an isolated process');
  const firing = await waitForFiring(engineer, fired.id, { timeoutSeconds: 60 });
  showRuns(firing);
  console.log('  voltage-transform did not run: its tag was not chosen.');

  step('Both e-mails arrive');
  const mails = await inbox.receive(2, 30_000);
  for (const mail of mails) showMail(mail);

  const faults = judge(firing, payload, mails);
  for (const fault of faults) console.error(`  WRONG: ${fault}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
  step(faults.length === 0 ? 'All of it as it should be' : 'Not as it should be');

  if (values.keep) {
    console.log('\nThe platform goes on running until Ctrl-C:\n');
    console.log(`  export HOOKLINE_ENDPOINT=${platform.url.replace('http://', '')}`);
    console.log(`  export HOOKLINE_API_KEY=${platform.adminKey}`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
  }
} finally {
  await platform.stop();
  await inbox.close();
}
