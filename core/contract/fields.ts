import * as z from 'zod';
import { limits } from './limits.ts';

// Control characters, CR and LF above all, would let a name or an address write headers into an e-mail.
const noControlCharacters = /^\P{Cc}*$/u;

/** Text of so many characters, without control characters. */
export const text = (what: string, min: number, max: number) =>
  z
    .string(`${what} must be a string.`)
    .min(min, min === 1 ? `${what} must not be empty.` : `${what} must have at least ${min} characters.`)
    .max(max, `${what} must have at most ${max} characters.`)
    .regex(noControlCharacters, `${what} must not contain line breaks or other control characters.`)
    // Half of a surrogate pair has no UTF-8, and would come back as another character.
    .refine((value) => value.isWellFormed(), `${what} must be well-formed Unicode.`);

/** `ctingress.on_complete`: letters, digits, `.`, `_`, `-`; at most 200 characters. */
export const hookNameSchema = text('The name of a hook', 1, limits.nameLength)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'The name of a hook has letters, digits, ".", "_" and "-" only, and starts with a letter or digit.',
  )
  .meta({ description: 'The name of a hook.', example: 'ctingress.on_complete' });

/** For display and, with the hook, for identity; 1 to 200 characters, not blank. */
export const handlerNameSchema = text('The name of a handler', 1, limits.nameLength)
  .regex(/\S/, 'The name of a handler must not be blank.')
  .meta({ description: 'The name of a handler, unique within its hook.', example: 'recording-report' });

/** `allen`, or an address: letters, digits, `.`, `_`, `-`, `@`, `+`. */
export const userNameSchema = text('The name of a user', 1, limits.nameLength)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/,
    'The name of a user has letters, digits, ".", "_", "@", "+" and "-" only.',
  )
  .meta({ description: 'The name of a user.', example: 'allen' });

export const tagSchema = text('A tag', 1, limits.tagLength);

/** At most 50 tags; the order is kept, repetitions are dropped. */
export const tagsSchema = z
  .array(tagSchema, 'Tags must be a list of strings.')
  .max(limits.tags, `There may be at most ${limits.tags} tags.`)
  .transform((tags) => [...new Set(tags)])
  .meta({ description: 'At most 50 labels of 1 to 128 characters.', example: ['voltage-transform'] });

const addressSchema = text('An e-mail address', 1, limits.addressLength)
  .regex(/^[^\s@<>(),;:"\\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'This is not an e-mail address.')
  .meta({ example: 'success@example.com' });

/** One e-mail address, or null for no e-mail. */
export const notifySchema = addressSchema
  .nullable()
  .meta({ description: 'One e-mail address, or null for no e-mail.', example: 'success@example.com' });

/** RFC 3339, UTC, milliseconds. */
export const timeSchema = z.string().meta({ format: 'date-time', example: '2026-11-21T12:00:00.000Z' });

/** The name of something to look for; `*`, empty or absent means any, and becomes undefined. */
export const anyOr = (what: string) =>
  z
    .string(`${what} must be a string.`)
    .max(limits.eventNameLength, `${what} must have at most ${limits.eventNameLength} characters.`)
    .transform((name) => (name === '' || name === '*' ? undefined : name))
    .optional();
