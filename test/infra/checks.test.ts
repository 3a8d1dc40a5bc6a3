import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CONCURRENT_RUNS } from '../../core/firing/plan.ts';
import { synthesize } from './synthesize.ts';

const document = join(import.meta.dirname, '../../infra/firing.asl.json');

// With all that there can be.
const { app, stack } = synthesize({ mailFrom: 'hooks@example.com', tokens: 'true' }, { check: true });

describe('the template', () => {
  it('can be created in some order: nothing depends on itself', () => {
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('the AwsSolutions rules of cdk-nag', () => {
  const violations = () => new AwsSolutionsChecks(app).validateScope(app).violations;

  it('hold', () => {
    expect(violations()).toEqual([]);
  });

  it('are set aside for single resources only, each time with a reason', () => {
    const acknowledged = app.node
      .findAll()
      .flatMap((construct) =>
        construct.node.metadata
          .filter((entry) => entry.type === 'aws:cdk:acknowledged-rules')
          .map((entry) => ({ construct, rules: z.record(z.string(), z.string()).parse(entry.data) })),
      );
    expect(acknowledged.length).toBeGreaterThan(5);
    for (const { construct, rules } of acknowledged) {
      expect(construct.node.scope, construct.node.path).not.toBe(app);
      expect(construct.node.defaultChild, construct.node.path).toBeDefined();
      for (const reason of Object.values(rules)) expect(reason.length).toBeGreaterThan(40);
    }
  });

  // Last, as it spoils the stack.
  it('find a planted violation', () => {
    new Bucket(stack, 'Planted');
    expect(violations().map((violation) => violation.ruleName)).toContain('AwsSolutions-S10');
  });
});

describe('the firing machine', () => {
  // The package has no types of its own.
  const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
    isValid: boolean;
    errorsText: () => string;
  };
  const machine = () =>
    z.looseObject({ StartAt: z.string() }).parse(JSON.parse(readFileSync(document, 'utf8')));

  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(machine());
    expect(isValid, errorsText()).toBe(true);
  });

  it('would not be, if it began nowhere', () => {
    expect(validate({ ...machine(), StartAt: 'nowhere' }).isValid).toBe(false);
  });

  it('carries on as many runs at once as the plan reckons with', () => {
    expect(readFileSync(document, 'utf8')).toContain(`"MaxConcurrency": ${CONCURRENT_RUNS},`);
  });
});
