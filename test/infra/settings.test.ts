import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';
import { flatten, ofType, one, statements, type Template } from './template.ts';

describe('mailFrom', () => {
  it('is the sender', () => {
    const { template } = synthesize({ mailFrom: 'hooks@example.com' });
    const [, sender] = one(template, 'AWS::SES::EmailIdentity', 'MailSender');
    expect(sender.Properties.EmailIdentity).toBe('hooks@example.com');
    expect(template.Parameters).not.toHaveProperty('MailFrom');
  });

  it('may be missing to synthesize; the template then asks for it, and has no default', () => {
    const { template } = synthesize({});
    expect(template.Parameters.MailFrom).toMatchObject({ Type: 'String' });
    expect(template.Parameters.MailFrom).not.toHaveProperty('Default');
  });

  it('may not be missing to deploy, and the error says what to type', () => {
    expect(() => synthesize({ deploying: 'true' })).toThrow(
      'npm run deploy -- --context mailFrom=hooks@example.com',
    );
    expect(() => synthesize({ deploying: 'true', mailFrom: 'hooks@example.com' })).not.toThrow();
  });

  it.each(['hooks', 'a@b@c', 'Hooks <hooks@example.com>', 'hooks@example.com\r\nBcc: x@y.example'])(
    'must be an address, which %j is not',
    (mailFrom) => {
      expect(() => synthesize({ mailFrom })).toThrow('mailFrom is not an e-mail address');
    },
  );
});

describe('the other settings', () => {
  it('are checked too', () => {
    expect(() => synthesize({ alarmEmail: 'nobody' })).toThrow('alarmEmail is not an e-mail address');
    expect(() => synthesize({ deletionProtection: 'no' })).toThrow(
      'deletionProtection is neither true nor false',
    );
  });
});

describe('tokens of requests', () => {
  const stack = (settings: Record<string, string>) =>
    synthesize({ mailFrom: 'hooks@example.com', ...settings }).template;
  const keyOf = (template: Template, name: string) => {
    const [, fn] = one(template, 'AWS::Lambda::Function', `Functions${name}`);
    return (fn.Properties.Environment as { Variables: Record<string, unknown> }).Variables.TOKEN_KEY_ARN;
  };
  const rightsIn = (template: Template) =>
    statements(template).filter(({ Action }) => Action.some((action) => String(action).startsWith('kms:')));

  it('are off unless said otherwise: there is no key, which would cost, and no right to one', () => {
    for (const template of [stack({}), stack({ tokens: 'false' })]) {
      expect(ofType(template, 'AWS::KMS::Key')).toEqual([]);
      expect(rightsIn(template)).toEqual([]);
      expect(keyOf(template, 'step')).toBe('');
    }
  });

  it('are signed by a key that only signs, and goes with the stack', () => {
    const [, key] = one(stack({ tokens: 'true' }), 'AWS::KMS::Key', 'TokenKey');
    expect(key.Properties).toMatchObject({
      KeySpec: 'RSA_2048',
      KeyUsage: 'SIGN_VERIFY',
      PendingWindowInDays: 7,
    });
    expect(key.DeletionPolicy).toBe('Delete');
  });

  it('are signed by the functions that make requests, and one answers the public key', () => {
    const template = stack({ tokens: 'true' });
    const [id] = one(template, 'AWS::KMS::Key', 'TokenKey');
    const rights = rightsIn(template).filter(({ Principal }) => Principal === undefined);
    const named = rights.map(({ holder, Action, Resource, Condition }) => ({
      holder: /^Functions([a-z]+)role/.exec(holder)?.[1],
      Action,
      Resource: Resource.map(flatten),
      Condition,
    }));
    const signs = {
      Action: ['kms:Sign'],
      Resource: [`<${id}.Arn>`],
      Condition: {
        StringEquals: {
          'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256',
          'kms:MessageType': 'DIGEST',
        },
      },
    };
    expect(
      named.toSorted((a, b) => `${a.holder}${a.Action}`.localeCompare(`${b.holder}${b.Action}`)),
    ).toEqual([
      { holder: 'step', ...signs },
      { holder: 'wake', ...signs },
      {
        holder: 'workflows',
        Action: ['kms:GetPublicKey'],
        Resource: [`<${id}.Arn>`],
        Condition: undefined,
      },
      { holder: 'workflows', ...signs },
    ]);
    for (const name of ['workflows', 'step', 'wake']) {
      expect(keyOf(template, name)).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
    }
  });

  it("may be used in no other way: the key's own policy leaves everything to the account's", () => {
    const own = rightsIn(stack({ tokens: 'true' })).filter(({ Principal }) => Principal !== undefined);
    expect(own).toHaveLength(1);
    expect(flatten((own[0]!.Principal as { AWS: unknown }).AWS)).toMatch(/:iam::<AWS::AccountId>:root$/);
  });

  it('are on or off', () => {
    expect(() => stack({ tokens: 'yes' })).toThrow('tokens is neither true nor false');
  });
});

describe('what requests of workflows may reach', () => {
  const told = (settings: Record<string, string>, name: string) => {
    const [, fn] = one(
      synthesize({ mailFrom: 'hooks@example.com', ...settings }).template,
      'AWS::Lambda::Function',
      `Functions${name}`,
    );
    return (fn.Properties.Environment as { Variables: Record<string, unknown> }).Variables;
  };

  it('is told to the functions that carry them out, in the words of the embedded home', () => {
    const urls = '{"test":{"lab":"https://lab.example.com/"}}';
    const variables = { HOOKLINE_ALLOW_NETWORKS: '10.1.0.0/16,fd00::/8,192.168.1.1', HOOKLINE_URLS: urls };
    const settings = { allowNetworks: '10.1.0.0/16, fd00::/8,192.168.1.1', urls };
    for (const name of ['workflows', 'step', 'wake']) expect(told(settings, name)).toMatchObject(variables);
  });

  it('is what is public unless more is said', () => {
    expect(told({}, 'step')).toMatchObject({ HOOKLINE_ALLOW_NETWORKS: '', HOOKLINE_URLS: '{}' });
  });

  it.each(['10.1.0.0/33', '10.1', 'example.com', '10.1.0.0/8/8', '10.1.0.0/', '1.1.1.1,'])(
    'is no network: %j',
    (allowNetworks) => {
      expect(() => synthesize({ allowNetworks })).toThrow('allowNetworks is not a list of networks');
    },
  );

  it.each(['lab', '[]', '{"test":"https://lab.example.com/"}', '{"test":{"lab":"ftp://lab.example.com/"}}'])(
    'has no such base URLs: %j',
    (urls) => {
      expect(() => synthesize({ urls })).toThrow('urls must be JSON of URLs by environ and category');
    },
  );
});
