import { parseArgs } from 'node:util';
import { measureAws } from './aws-calls.ts';
import { measureEmbedded } from './embedded.ts';
import { measureEngine } from './engine.ts';
import { measureEventLogUnits } from './event-log-units.ts';
import { measureEvents } from './events.ts';
import { measureImports } from './import-times.ts';
import { measureLimits } from './limits.ts';
import { measureMatching } from './matching.ts';
import { measureRunner } from './runner.ts';
import { showBench } from './show-bench.ts';
import { measureWaiting } from './waiting.ts';
import { measureWorkflows } from './workflows.ts';

/** The parts of `npm run bench`, each with its figures as one object. */
const parts: Record<string, () => Promise<object>> = {
  embedded: measureEmbedded,
  engine: measureEngine,
  waiting: measureWaiting,
  workflows: measureWorkflows,
  limits: measureLimits,
  events: measureEvents,
  matching: measureMatching,
  runner: measureRunner,
  aws: measureAws,
  awsEvents: measureEventLogUnits,
  imports: measureImports,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no part "${unknown[0]}".`);
  console.error(
    `npm run bench -- [--json] [PART...]\nParts: ${Object.keys(parts).join(', ')}; all of them unless named.`,
  );
  process.exit(unknown.length > 0 ? 2 : 0);
}

const figures: Record<string, object> = {};
for (const [name, measure] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.error(`Measuring ${name} …`);
  figures[name] = await measure();
}
if (values.json) console.log(JSON.stringify(figures));
else showBench(figures);
