type Document = Readonly<Record<string, unknown>>;

/**
 * The firing machine as Express machines can run it: they cannot wait for task tokens (AWS Step Functions, "Service integration
 * patterns"), so the states that do are left out, and the choices that lead there. Nothing leads there in them: a run that
 * has to wait for a slot goes on in a Standard execution.
 */
export function expressDocument(document: Document): Document {
  return {
    ...document,
    States: Object.fromEntries(
      Object.entries(document.States as Record<string, Document>)
        .filter(([, state]) => !waitsForToken(state))
        .map(([name, state]) => [name, withoutTokens(state, document.States as Record<string, Document>)]),
    ),
  };
}

function withoutTokens(state: Document, states: Readonly<Record<string, Document>>): Document {
  if (state.Type === 'Choice') {
    const rules = state.Choices as readonly { Next: string }[];
    return { ...state, Choices: rules.filter(({ Next }) => !waitsForToken(states[Next] ?? {})) };
  }
  if (state.Type !== 'Map') return state;
  return { ...state, ItemProcessor: expressDocument(state.ItemProcessor as Document) };
}

function waitsForToken({ Resource }: Document): boolean {
  return typeof Resource === 'string' && Resource.endsWith('.waitForTaskToken');
}
