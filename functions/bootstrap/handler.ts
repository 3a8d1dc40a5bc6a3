import * as z from 'zod';
import { userNameSchema } from '../../core/contract/fields.ts';
import { addFirstAdmin } from '../../core/identity/add-first-admin.ts';
import { issueKey } from '../../core/identity/create-key.ts';
import { wireBootstrap } from '../wiring.ts';

const deps = wireBootstrap();
const eventSchema = z.object({ name: userNameSchema.default('admin') });

/** Makes the first hook and the first admin; invoked by hand after a deployment. The answer alone shows the new key. */
export const handler = async (event: unknown) => {
  const { name } = eventSchema.parse(event ?? {});
  const user = await addFirstAdmin(deps, name);
  if (user.role !== 'admin')
    throw new Error(`The user "${name}" exists and is no admin. Choose another name.`);
  return await issueKey(deps, user);
};
