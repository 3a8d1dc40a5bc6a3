import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as env from '../../functions/env.ts';
import { defaults, trustedFunctions } from '../../infra/defaults.ts';
import { synthesize } from './synthesize.ts';
import { ofType, one } from './template.ts';

const { template } = synthesize({ mailFrom: 'hooks@example.com' });

const functions = ofType(template, 'AWS::Lambda::Function');
const trusted = functions.filter(([id]) => !id.startsWith('Functionsrunner'));

describe('every function', () => {
  it('is one of ours, and no helper of the CDK beside them', () => {
    expect(functions.map(([id]) => id.replace(/^Functions(.*)[0-9A-F]{8}$/, '$1')).sort()).toEqual(
      [...trustedFunctions, 'runner'].sort(),
    );
  });

  it.each(functions)('%s runs Node 24 on arm64', (_id, { Properties }) => {
    expect(Properties.Runtime).toBe('nodejs24.x');
    expect(Properties.Architectures).toEqual(['arm64']);
    expect(Properties.Handler).toBe('index.handler');
  });

  it.each(functions)('%s has its size from the one table of defaults', (id, { Properties }) => {
    const name = id.replace(/^Functions(.*)[0-9A-F]{8}$/, '$1') as keyof typeof defaults.functions;
    expect(Properties.MemorySize).toBe(defaults.functions[name].memorySize);
    expect(Properties.Timeout).toBe(defaults.functions[name].timeout.toSeconds());
  });

  it.each(trusted)('%s writes to a log group of its own, with a retention', (_id, { Properties }) => {
    const group = (Properties.LoggingConfig as { LogGroup: { Ref: string } }).LogGroup.Ref;
    expect(template.Resources[group]).toMatchObject({
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: defaults.logRetention },
    });
    const users = functions.filter(([, other]) => JSON.stringify(other.Properties).includes(`"${group}"`));
    expect(users).toHaveLength(1);
  });
});

describe('the environment', () => {
  const known = Object.values(env).flatMap((exported) =>
    exported instanceof z.ZodObject ? Object.keys(exported.shape) : [],
  );

  it.each(trusted)('of %s has only variables that functions/env.ts knows', (_id, { Properties }) => {
    expect(known).toEqual(expect.arrayContaining(Object.keys(environment(Properties))));
  });

  it('says all of what functions/env.ts reads, to one function or another', () => {
    const told = new Set(trusted.flatMap(([, { Properties }]) => Object.keys(environment(Properties))));
    expect([...told].sort()).toEqual([...new Set(known)].sort());
  });
});

describe('the runner', () => {
  const [, { Properties }] = one(template, 'AWS::Lambda::Function', 'Functionsrunner');

  it('has an environment for each tenant', () => {
    expect(Properties.TenancyConfig).toEqual({ TenantIsolationMode: 'PER_TENANT' });
  });

  it('is told nothing', () => {
    expect(Properties).not.toHaveProperty('Environment');
  });

  it('has no log group, as its role could not write to it', () => {
    expect(Properties).not.toHaveProperty('LoggingConfig');
  });
});

describe('every log group', () => {
  it.each(ofType(template, 'AWS::Logs::LogGroup'))('%s forgets after a while', (_id, group) => {
    expect(group.Properties.RetentionInDays).toBe(defaults.logRetention);
  });
});

function environment(properties: Record<string, unknown>): Record<string, unknown> {
  const { Variables } = properties.Environment as { Variables: Record<string, unknown> };
  return Variables;
}
