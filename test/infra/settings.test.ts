import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';
import { one } from './template.ts';

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
