import type { YamlParser } from '../../ports/yaml-parser.ts';
import type { Cursor } from './cursor.ts';
import type { Report } from './report.ts';

/** What every part of the parser works with. */
export interface ParseContext {
  readonly cursor: Cursor;
  readonly report: Report;
  readonly yaml: YamlParser;
}
