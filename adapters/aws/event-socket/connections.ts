import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

/** What a function may do with open connections of the WebSocket API. */
export interface Connections {
  /** Sends a message of at most 128 KB. `gone` when the connection has ended. */
  post(connectionId: string, text: string): Promise<'posted' | 'gone'>;
  /** Ends the connection, if it has not. */
  close(connectionId: string): Promise<void>;
}

/** API Gateway's, whose client has the address of the API's stage as its endpoint. */
export function apiGatewayConnections(client: ApiGatewayManagementApiClient): Connections {
  return {
    async post(ConnectionId, text) {
      const sent = client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(text) }));
      return (await unlessGone(sent)) === 'gone' ? 'gone' : 'posted';
    },
    async close(ConnectionId) {
      await unlessGone(client.send(new DeleteConnectionCommand({ ConnectionId })));
    },
  };
}

async function unlessGone<T>(call: Promise<T>): Promise<T | 'gone'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof GoneException) return 'gone';
    throw error;
  }
}
