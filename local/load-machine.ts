import { readFileSync } from 'node:fs';

/** The firing machine, the same document that Step Functions runs; here its functions go by their plain names. */
export function loadFiringMachine(): unknown {
  const document = readFileSync(new URL('../infra/firing.asl.json', import.meta.url), 'utf8');
  return JSON.parse(document.replace(/\$\{(\w+)\}/g, '$1'));
}
