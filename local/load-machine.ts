import { readFileSync } from 'node:fs';
import { expressDocument } from '../core/firing/express-document.ts';

/** The firing machines, of the same document that Step Functions runs; here its functions go by their plain names. */
export function loadFiringMachines(): Readonly<Record<'EXPRESS' | 'STANDARD', Record<string, unknown>>> {
  const document = readFileSync(new URL('../infra/firing.asl.json', import.meta.url), 'utf8');
  const standard = JSON.parse(document.replace(/\$\{(\w+)\}/g, '$1')) as Record<string, unknown>;
  return { EXPRESS: expressDocument(standard), STANDARD: standard };
}
