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
} as const;
