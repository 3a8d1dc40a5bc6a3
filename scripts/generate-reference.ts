import { writeFileSync } from 'node:fs';
import { referenceFiles } from './reference-files.ts';

for (const [path, text] of Object.entries(await referenceFiles())) {
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}
