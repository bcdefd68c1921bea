/** What frameworks of `fetch` do with a request of Node's. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

export function toRequest(message: IncomingMessage): Request {
  const headers = new Headers();
  for (let i = 0; i < message.rawHeaders.length; i += 2)
    headers.append(message.rawHeaders[i] ?? '', message.rawHeaders[i + 1] ?? '');
  const init = { method: message.method, headers, body: Readable.toWeb(message), duplex: 'half' };
  return new Request(
    `http://${headers.get('host') ?? ''}${message.url ?? ''}`,
    init as unknown as RequestInit,
  );
}
