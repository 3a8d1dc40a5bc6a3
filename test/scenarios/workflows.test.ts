import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Connection,
  checkWorkflow,
  compileWorkflow,
  documentWorkflow,
  drawWorkflow,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli } from '../../sdk/cli/run-cli.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { newPerson } from './hosts/people.ts';

const good = `@flow ingest '''Takes a file apart.'''
@task pause = wait:delay(- duration: 5 -)
<- kind: csv -> → fetch :raw → ?\`$[?(@.rows > 0)]\` load → pause
:raw → ?\`{% size > 1000 %}\` archive → <s3://bucket/raw>`;

const bad = `A → → B
C → \`$\` D
@task E(- {a: 1, a: 2} -)`;

describe('A workflow that is written', () => {
  let host: Host;
  let allen: Connection;
  let folder: string;

  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    folder = mkdtempSync(join(tmpdir(), 'hookline-workflows-'));
    vi.stubEnv('HOOKLINE_ENDPOINT', host.url);
    vi.stubEnv('HOOKLINE_API_KEY', allen.apiKey);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
    await host?.stop();
  });

  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  const hookline = async (args: string[], stdin = '') => {
    let [out, err] = ['', ''];
    const code = await runCli(['workflow', ...args], {
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
  };

  test('is checked: a good one gives its graph', async () => {
    const { graph, errors } = await checkWorkflow(allen, good);
    expect(errors).toEqual([]);
    expect(graph).toMatchObject({ name: 'ingest', doc: 'Takes a file apart.' });
    expect(graph?.nodes).toContainEqual({
      index: 4,
      scope: null,
      at: { line: 3, column: 59 },
      kind: 'task',
      name: 'pause',
      base: 'wait:delay',
      parameters: { duration: 5 },
      merge: false,
      guard: null,
    });
    expect(await hookline(['check', file('good.flow', good)])).toEqual({
      code: 0,
      out: `${join(folder, 'good.flow')} is good: 4 tasks, 1 literal, 1 resource written.\n`,
      err: '',
    });
  });

  test('is checked: what is wrong is listed, and shown in its lines', async () => {
    const { graph, errors } = await checkWorkflow(allen, bad);
    expect(graph).toBeNull();
    expect(errors.map(({ line, column, code }) => [line, column, code])).toEqual([
      [1, 5, 'unexpected'],
      [2, 5, 'unexpected'],
      [3, 18, 'yaml-invalid'],
    ]);
    const checked = await hookline(['check', '-'], bad);
    expect(checked).toMatchObject({ code: 1, out: '' });
    expect(
      checked.err,
    ).toBe(`standard input:1:5: Found "→", expected a task, a subflow, a label or a resource. (unexpected)
 1 | A → → B
   |     ^

standard input:2:5: Found a guard, expected a task, a subflow, a label or a resource. A guard begins with "?": ?\`$[?(@.status = 0)]\`. (unexpected)
 2 | C → \`$\` D
   |     ^^^

standard input:3:18: This is not YAML: The key "a" is there already. (yaml-invalid)
 3 | @task E(- {a: 1, a: 2} -)
   |                  ^
`);
    const asJson = await hookline(['check', '-', '--json'], bad);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out)).toEqual({ graph: null, errors });
  });

  test('is drawn', async () => {
    const path = file('drawn.flow', good);
    const { picture } = await drawWorkflow(allen, good);
    expect(picture).toMatch(/^flowchart LR\n/);
    expect((await hookline(['graph', path])).out).toBe(picture);
    expect((await hookline(['graph', path, '--orientation', 'vertical'])).out).toMatch(/^flowchart TB\n/);

    const svg = join(folder, 'drawn.svg');
    expect(await hookline(['graph', path, '-o', svg])).toEqual({
      code: 0,
      out: `${path} is drawn in ${svg}.\n`,
      err: '',
    });
    const drawn = await drawWorkflow(allen, good, { format: 'svg', orientation: 'horizontal' });
    expect(readFileSync(svg, 'utf8')).toBe(drawn.picture);
    expect(drawn.picture).toMatch(/^<svg .*<title>ingest<\/title>/s);

    expect(await drawWorkflow(allen, bad)).toMatchObject({ picture: null, errors: [{}, {}, {}] });
    expect(await hookline(['graph', '-'], bad)).toMatchObject({ code: 1, out: '' });
  });

  test('is documented', async () => {
    const { markdown } = await documentWorkflow(allen, good);
    expect(markdown).toMatch(/^# `ingest`\n\nTakes a file apart\.\n\n```mermaid\n/);
    expect((await hookline(['doc', '-'], good)).out).toBe(markdown);
    const path = join(folder, 'ingest.md');
    expect(await hookline(['doc', '-', '-o', path], good)).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).toBe(markdown);
    expect(await documentWorkflow(allen, bad)).toMatchObject({ markdown: null, errors: [{}, {}, {}] });
  });

  test('is compiled to what carries it out, which has its shape and nothing else of it', async () => {
    const { document, errors } = await compileWorkflow(allen, good);
    expect(errors).toEqual([]);
    expect(document).toMatchObject({ QueryLanguage: 'JSONata', StartAt: 'graph' });
    expect(JSON.stringify(document)).not.toMatch(/fetch|csv|rows|bucket/);
    expect(JSON.parse((await hookline(['compile', '-'], good)).out)).toEqual(document);
    const path = join(folder, 'ingest.asl.json');
    expect(await hookline(['compile', '-', '-o', path], good)).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(document);

    const other = good.replace('fetch', 'get').replace('rows', 'lines');
    expect((await compileWorkflow(allen, other)).document).toEqual(document);
    expect(await compileWorkflow(allen, bad)).toMatchObject({ document: null, errors: [{}, {}, {}] });
    expect(await hookline(['compile', '-'], bad)).toMatchObject({ code: 1, out: '' });
  });

  test('that cannot be read is no workflow', async () => {
    expect(await hookline(['check', join(folder, 'nothing.flow')])).toMatchObject({ code: 2, out: '' });
    writeFileSync(join(folder, 'binary.flow'), new Uint8Array([0xff, 0xfe, 0x00]));
    const { code, err } = await hookline(['check', join(folder, 'binary.flow')]);
    expect(code).toBe(2);
    expect(err).toContain('It is not text in UTF-8.');
  });
});
