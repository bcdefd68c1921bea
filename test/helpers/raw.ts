/** A client that writes exact bytes on a socket and reads what comes back, for everything a proper client cannot say. */
import { connect, type Socket } from 'node:net';
import { until } from './servers.js';

export interface RawAnswer {
  readonly status: number;
  /** Lower-case names; a repeated one keeps the last value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawClient {
  readonly socket: Socket;
  write(bytes: string | Buffer): void;
  /** Everything received so far, as latin1. */
  text(): string;
  /** The complete answers so far, interim ones (1xx) among them. */
  answers(): RawAnswer[];
  /** Whether the gateway closed its side, or reset the connection. */
  closed(): boolean;
  /** Waits for that many answers, or for the end of the connection. */
  answered(count?: number, ms?: number): Promise<RawAnswer[]>;
  /** Waits for the end of the connection. */
  ended(ms?: number): Promise<RawAnswer[]>;
  destroy(): void;
}

export async function openRaw(port: number, options: { allowHalfOpen?: boolean } = {}): Promise<RawClient> {
  return clientOn(connect({ port, host: '127.0.0.1', ...options }), 'connect');
}

/** @param opened the event with which the socket is open */
export async function clientOn(socket: Socket, opened: 'connect' | 'secureConnect'): Promise<RawClient> {
  let text = '';
  let closed = false;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => (closed = true));
  socket.on('end', () => (closed = true));
  socket.on('close', () => (closed = true));
  await new Promise<void>((resolve) => socket.once(opened, resolve));
  const client: RawClient = {
    socket,
    write: (bytes) => socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
    text: () => text,
    answers: () => parseAnswers(text),
    closed: () => closed,
    async answered(count = 1, ms = 5_000) {
      await until(`${count} answers, got: ${text}`, () => closed || parseAnswers(text).length >= count, ms);
      return parseAnswers(text);
    },
    async ended(ms = 5_000) {
      await until(`the end of the connection, got: ${text}`, () => closed, ms);
      return parseAnswers(text);
    },
    destroy: () => {
      socket.destroy();
    },
  };
  return client;
}

/** Sends bytes on a connection of their own. */
export async function exchange(port: number, bytes: string | Buffer, answers = 1): Promise<RawAnswer[]> {
  const client = await openRaw(port);
  client.write(bytes);
  const result = await client.answered(answers);
  client.destroy();
  return result;
}

/** A request's text with exactly these headers. */
export function requestText(
  target: string,
  headers: Readonly<Record<string, string>> | readonly string[],
  body = '',
  { method = 'POST', version = 'HTTP/1.1' } = {},
): string {
  const lines = Array.isArray(headers)
    ? (headers as readonly string[])
    : Object.entries(headers as Record<string, string>).map(([name, value]) => `${name}: ${value}`);
  return `${method} ${target} ${version}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

function parseAnswers(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = text;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? Number.NaN);
    const length = Number(headers['content-length'] ?? 0);
    const body = rest.slice(end + 4, end + 4 + length);
    if (body.length < length) return answers;
    answers.push({ status, headers, body });
    rest = rest.slice(end + 4 + length);
  }
}
