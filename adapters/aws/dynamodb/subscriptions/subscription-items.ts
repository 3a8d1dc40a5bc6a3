import * as z from 'zod';
import type { SubscriptionKey, SubscriptionRecord } from '../../../../core/ports/subscription-store.ts';
import type { Key } from '../table.ts';

/** The subscriptions of a tenant, by name. */
export const tenantPartition = (tenantId: string): string => `subscriptions#${tenantId}`;
export const subscriptionKey = ({ tenantId, name }: SubscriptionKey): Key => ({
  PK: tenantPartition(tenantId),
  SK: name,
});

/** Lists the subscriptions of all tenants: written before the first revision of one, so that it may lead nowhere. */
export const ALL_PARTITION = 'subscriptions';
export const listingKey = ({ tenantId, name }: SubscriptionKey): Key => ({
  PK: ALL_PARTITION,
  SK: `${tenantId}#${name}`,
});

const leaseSchema = z.object({ id: z.string(), after: z.number(), upTo: z.number(), until: z.number() });

const filterSchema = z.object({
  keys: z.array(z.string()).optional(),
  namespace: z.string().optional(),
  sender: z.string().optional(),
  eventType: z.string().optional(),
});

const json = z.string().transform((text): unknown => JSON.parse(text));

const subscriptionSchema = z.object({
  tenantId: z.string(),
  owner: z.string(),
  name: z.string(),
  filter: json.pipe(filterSchema),
  position: z.number(),
  leases: json.pipe(z.array(leaseSchema)),
  revision: z.number(),
});

/** Keys are dropped. */
export const parseSubscription = (item: unknown): SubscriptionRecord => subscriptionSchema.parse(item);

/** As text, filter and leases take a third of the write units of a list of maps. */
export const subscriptionItem = (record: SubscriptionRecord) => ({
  ...subscriptionKey(record),
  ...record,
  filter: JSON.stringify(record.filter),
  leases: JSON.stringify(record.leases),
});

const listingSchema = z.object({ tenantId: z.string(), name: z.string() });

export const parseListing = (item: unknown): SubscriptionKey => listingSchema.parse(item);
