/** The index that lists e-mails by state, newest first. Sparse: only e-mails carry its partition key. */
export const MAILS_BY_STATE = 'mailsByState';

/** The index that lists one tenant's e-mails by state, newest first. */
export const MAILS_BY_TENANT = 'mailsByTenant';

/**
 * What the three tables are to be, for whoever creates them (the CDK app; tests). All have the string keys `PK` and `SK`,
 * are paid on demand and have their TTL on `expiresAt`. Of an index the partition key is a string and the sort key a
 * number; it projects everything.
 */
export const tables = {
  registry: { indexes: [] },
  firings: {
    indexes: [
      { name: MAILS_BY_STATE, partitionKey: 'mailState', sortKey: 'createdAt' },
      { name: MAILS_BY_TENANT, partitionKey: 'mailTenantState', sortKey: 'createdAt' },
    ],
  },
  events: { indexes: [] },
} as const;
