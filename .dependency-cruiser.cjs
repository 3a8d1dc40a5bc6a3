// Which folder may import what; see docs/decisions/002-import-directions.md.
const allowed = {
  '^core/': ['^core/', '^node_modules/zod/', '^node:crypto$|^crypto$'],
  '^adapters/aws/': ['^core/', '^adapters/aws/', '^node_modules/(@aws-sdk|@smithy|zod)/', 'builtin'],
  '^adapters/embedded/': [
    '^core/',
    '^adapters/embedded/',
    '^node_modules/(jose|jsonata|nodemailer|ws|@types/ws)/',
    'builtin',
  ],
  '^adapters/process-runner/': [
    '^core/',
    '^adapters/process-runner/',
    '^node_modules/(esbuild|lossless-json)/',
    'builtin',
  ],
  '^adapters/node/': ['^core/', '^adapters/node/', '^node_modules/ipaddr.js/', 'builtin'],
  '^adapters/schemasafe/': ['^core/', '^adapters/schemasafe/', '^node_modules/@exodus/schemasafe/'],
  '^adapters/yaml/': ['^core/', '^adapters/yaml/', '^node_modules/yaml/'],
  '^adapters/jsonata/': ['^core/', '^adapters/jsonata/', '^node_modules/jsonata/'],
  '^adapters/http/': ['^core/', '^adapters/http/', '^node_modules/(hono|@hono|zod)/'],
  '^functions/': [
    '^core/',
    '^functions/',
    '^adapters/(aws|http|jsonata|node|schemasafe|process-runner|yaml)/',
    '^node_modules/(hono|@hono|zod|@aws-sdk)/',
    '^docs/reference/openapi.json',
    'builtin',
  ],
  '^local/': [
    '^core/',
    '^local/',
    '^adapters/(embedded|http|jsonata|node|schemasafe|process-runner|yaml)/',
    '^node_modules/@hono/node-server/',
    'builtin',
  ],
  '^sdk/': ['^core/contract/', '^sdk/', '^node_modules/', 'builtin'],
  '^sdk/cli/start': ['^local/(start|open-platform)'],
  '^infra/': [
    '^infra/',
    '^core/firing/(steps|plan|express-document)',
    '^adapters/process-runner/build-harness',
    '^node_modules/(aws-cdk-lib|constructs|cdk-nag|zod|esbuild)/',
    'builtin',
  ],
  '^console/': ['^sdk/', '^core/contract/', '^console/', '^node_modules/'],
};

const all = Object.keys(allowed);

module.exports = {
  forbidden: [
    ...all
      .filter((from) => from !== '^sdk/cli/start')
      .map((from) => {
        const paths = allowed[from].filter((path) => path !== 'builtin');
        return {
          name: `${from.slice(1).replace(/\/$/, '')} imports only what it may`,
          severity: 'error',
          from: { path: from, ...(from === '^sdk/' && { pathNot: '^sdk/cli/commands/(start|test)' }) },
          to: {
            pathNot: paths,
            ...(allowed[from].includes('builtin') && { dependencyTypesNot: ['core'] }),
          },
        };
      }),
    {
      name: 'no circles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    { name: 'nothing unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(sdk/dist|console/dist|cdk\\.out|\\.hookline|coverage)/' },
    includeOnly: '^(core|adapters|functions|local|sdk|infra|console)/|^node_modules/|^[^./]+$|^node:',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['hookline-source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
