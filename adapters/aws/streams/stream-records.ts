import * as z from 'zod';

/** As far as it is looked at: what Lambda calls a function with for records of a DynamoDB stream. */
const batchSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
      dynamodb: z.object({
        /** When the item was written, in seconds since the epoch. */
        ApproximateCreationDateTime: z.number(),
        NewImage: z.record(z.string(), z.unknown()).optional(),
      }),
    }),
  ),
});

/** An item as it was written. */
export interface StreamRecord {
  /** True when it was not there before. */
  readonly isNew: boolean;
  /** Attributes by name, each with its type: `{PK: {S: 'a'}}`. */
  readonly image: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch, to the second. */
  readonly writtenAt: number;
}

/** The items of a batch, in their order; without those that were removed. */
export function parseStreamRecords(event: unknown): StreamRecord[] {
  return batchSchema.parse(event).Records.flatMap(({ eventName, dynamodb }) => {
    const { NewImage: image, ApproximateCreationDateTime } = dynamodb;
    if (image === undefined) return [];
    return [{ isNew: eventName === 'INSERT', image, writtenAt: ApproximateCreationDateTime * 1000 }];
  });
}

const valueSchema = z.union([
  z.object({ S: z.string() }).transform(({ S }): unknown => S),
  z.object({ N: z.string() }).transform(({ N }): unknown => Number(N)),
  z.object({ BOOL: z.boolean() }).transform(({ BOOL }): unknown => BOOL),
  z.object({ NULL: z.literal(true) }).transform((): unknown => null),
  z.object({ L: z.array(z.unknown()) }).transform(({ L }): unknown => L.map(plainValue)),
  z.object({ M: z.record(z.string(), z.unknown()) }).transform(({ M }): unknown => plainItem(M)),
  // Sets and bytes: nothing that is looked at here.
  z.unknown().transform((): unknown => undefined),
]);

const plainValue = (value: unknown): unknown => valueSchema.parse(value);

/** The item as the document client would give it. */
export function plainItem(image: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, plainValue(value)]));
}
