/**
 * What the streams bring, as patterns of Lambda's ("Using event filtering with a DynamoDB event source"). Plain ones, since a
 * field that is absent is understood in different ways.
 */
export const streamFilters = {
  /** The chunks of the log. */
  publish: [{ eventName: ['INSERT'], dynamodb: { Keys: { PK: { S: [{ prefix: 'segment#' }] } } } }],
  /** Firings that are new, and runs with an end. */
  record: [
    { eventName: ['INSERT'], dynamodb: { Keys: { SK: { S: ['firing'] } } } },
    {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: {
        Keys: { SK: { S: [{ prefix: 'run#' }] } },
        NewImage: { endedAt: { N: [{ exists: true }] } },
      },
    },
  ],
  /** Runs of workflows and steps with something to tell of, to the log or to those who wait for them. */
  recordWorkflows: [
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { events: { S: [{ exists: true }] } } } },
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { eventsKey: { S: [{ exists: true }] } } } },
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { NewImage: { tellAgain: { S: [{ exists: true }] } } } },
    /** Runs that the table forgot ("DynamoDB Streams and Time to Live"). */
    {
      eventName: ['REMOVE'],
      userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] },
      dynamodb: { Keys: { SK: { S: ['run'] } } },
    },
  ],
} as const;
