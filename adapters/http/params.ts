import * as z from 'zod';
import { handlerIdSchema } from '../../core/contract/handler.ts';

/** The id of a handler in a path. */
export const handlerIdParam = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, 'The id of a handler is a whole number above zero.')
  .transform(Number)
  .pipe(handlerIdSchema);
