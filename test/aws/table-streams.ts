/** An item in DynamoDB's JSON: `{PK: {S: 'a'}}`. */
type Item = Readonly<Record<string, unknown>>;

interface StreamRecord {
  readonly eventName: 'INSERT' | 'MODIFY';
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage: Item;
    readonly SequenceNumber: string;
  };
}

/** An event source mapping of Lambda's: what of a table's stream a function gets. */
export interface StreamMapping {
  readonly table: string;
  readonly filters: readonly object[];
  readonly batchSize: number;
  readonly consume: (batch: { Records: StreamRecord[] }) => Promise<unknown>;
}

/** How often a batch that fails is brought again. */
const MOST_ATTEMPTS = 20;

/**
 * The streams of tables, with their new images, and Lambda that follows them. The local DynamoDB has none, so they are made of
 * what goes over the wire: requests are made to answer with what they wrote.
 */
export function openTableStreams() {
  const mappings: { mapping: StreamMapping; pending: StreamRecord[]; delivered: StreamRecord[] }[] = [];
  let sequence = 0;

  const append = (table: string, eventName: StreamRecord['eventName'], image: Item): void => {
    const record: StreamRecord = {
      eventName,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
        Keys: { PK: image.PK, SK: image.SK },
        NewImage: image,
        SequenceNumber: String(++sequence).padStart(21, '0'),
      },
    };
    for (const { mapping, pending } of mappings) {
      if (mapping.table === table && mapping.filters.some((filter) => matches(filter, record))) {
        pending.push(record);
      }
    }
  };

  /** A batch fails as a whole, and comes again as a whole. */
  const bring = async ({ batchSize, consume }: StreamMapping, pending: StreamRecord[]): Promise<void> => {
    for (let attempt = 1; pending.length > 0; attempt++) {
      const batch = pending.slice(0, batchSize);
      try {
        await consume({ Records: batch });
        pending.splice(0, batch.length);
        attempt = 0;
      } catch (error) {
        if (attempt === MOST_ATTEMPTS) throw error;
      }
    }
  };

  return {
    follow(mapping: StreamMapping): void {
      mappings.push({ mapping, pending: [], delivered: [] });
    },
    /** What is sent in place of a request, so that its answer has the new item, or tells whether there was one. */
    prepare(call: string, body: Record<string, unknown>): Record<string, unknown> {
      if (call === 'UpdateItem' && body.ReturnValues !== 'ALL_OLD')
        return { ...body, ReturnValues: 'ALL_NEW' };
      if (call === 'PutItem') return { ...body, ReturnValues: 'ALL_OLD' };
      return body;
    },
    /** A write that was carried out, and its answer. */
    written(call: string, body: Record<string, unknown>, answer: { Attributes?: Item }): void {
      const table = String(body.TableName);
      if (call === 'PutItem') {
        append(table, answer.Attributes === undefined ? 'INSERT' : 'MODIFY', body.Item as Item);
      } else if (
        call === 'UpdateItem' &&
        answer.Attributes !== undefined &&
        body.ReturnValues !== 'ALL_OLD'
      ) {
        append(table, 'MODIFY', answer.Attributes);
      } else if (call === 'BatchWriteItem') {
        const requests = body.RequestItems as Record<string, { PutRequest?: { Item: Item } }[]>;
        for (const [name, writes] of Object.entries(requests)) {
          for (const { PutRequest } of writes) if (PutRequest) append(name, 'INSERT', PutRequest.Item);
        }
      }
    },
    /** Brings what was written since the last time, and what is written because of it; false when there was nothing. */
    async deliver(): Promise<boolean> {
      let any = false;
      for (const { mapping, pending, delivered } of mappings) {
        while (pending.length > 0) {
          any = true;
          const batch = pending.splice(0);
          delivered.push(...batch);
          await bring(mapping, batch);
        }
      }
      return any;
    },
    /** Brings everything once more, in other batches: a stream delivers at least once. */
    async redeliver(batchSize: number): Promise<void> {
      for (const { mapping, delivered } of mappings) {
        await bring({ ...mapping, batchSize }, [...delivered]);
      }
    },
  };
}

/** Whether a record matches a pattern (AWS Lambda, "Filter rule syntax"): values, prefixes, and whether there is a field. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((rule) => matchesRule(rule, value));
  return Object.entries(pattern as object).every(([name, inner]) =>
    matches(inner, (value as Record<string, unknown> | undefined)?.[name]),
  );
}

function matchesRule(rule: unknown, value: unknown): boolean {
  if (typeof rule !== 'object' || rule === null) return rule === value;
  if ('prefix' in rule) return typeof value === 'string' && value.startsWith(String(rule.prefix));
  if ('exists' in rule) return (value !== undefined) === rule.exists;
  throw new Error(`This rule is not known here: ${JSON.stringify(rule)}`);
}
