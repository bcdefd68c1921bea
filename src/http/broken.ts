/**
 * Answers what node's parser refuses, or what does not come in time. It never became a request. So the answer, in our
 * form, goes onto the bare socket, which is then closed whatever the other side does.
 */
import type { Duplex } from 'node:stream';
import type { OutcomeCode } from '../model/outcome.js';
import type { PortResponse } from './port-exchange.js';
import { problem } from './respond.js';

/** How long the other side has to read the answer; a half-closed socket would otherwise stay open for good. */
const LINGER_MS = 1_000;

interface Latest {
  readonly response: PortResponse;
  /** The one before it on the same connection, complete as soon as the next one begins; undefined once it is over. */
  before: PortResponse | undefined;
}

export class Connections {
  readonly #latest = new WeakMap<Duplex, Latest>();
  readonly #refused = new WeakSet<Duplex>();

  /**
   * To be called with every request, in the order they came. What is over is let go of at once: a source keeps many
   * connections, and what two deliveries leave behind on each was most of what every scavenge had to copy.
   */
  began(response: PortResponse): void {
    const { socket } = response.req;
    this.#latest.set(socket, { response, before: this.#latest.get(socket)?.response });
    response.on('close', () => {
      this.#over(socket, response);
    });
  }

  #over(socket: Duplex, response: PortResponse): void {
    const latest = this.#latest.get(socket);
    if (latest?.before === response) latest.before = undefined;
    // One whose request broke off must still be known when the parser complains of the rest.
    else if (latest?.response === response && response.req.complete) this.#latest.delete(socket);
  }

  /** CONNECT, which node takes off its own hands: no tunnel leads through here. */
  refuseTunnel(socket: Duplex): void {
    const before = this.#latest.get(socket)?.response;
    const answer = answerOf('method_not_allowed', 405, 'Allow: POST\r\n');
    socket.on('error', () => undefined);
    if (!before || before.closed) close(socket, answer);
    // The deliveries before it on this connection get their own answers first.
    else
      before.once('close', () => {
        close(socket, answer);
      });
  }

  /** @returns the status told, if there was no request. Its handler counts a request that broke off half-way. */
  refuse(error: Error & { code?: string }, socket: Duplex): number | undefined {
    // The parser complains again with every further chunk.
    if (this.#refused.has(socket)) return undefined;
    this.#refused.add(socket);
    const latest = this.#latest.get(socket);
    const brokeOff = latest && !latest.response.req.complete ? latest.response : undefined;
    const complete = brokeOff ? latest?.before : latest?.response;
    if (complete && !complete.closed) {
      // The deliveries before it on this connection get their own answers; this one's would be taken for theirs.
      complete.once('close', () => {
        close(socket);
      });
      return undefined;
    }
    const status = STATUS_OF[error.code ?? ''] ?? 400;
    const answered = !socket.writable || brokeOff?.headersSent === true;
    close(socket, answered ? undefined : answerOf('malformed', status));
    return brokeOff || answered ? undefined : status;
  }
}

const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

function close(socket: Duplex, answer = ''): void {
  if (socket.writable) socket.end(answer);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function answerOf(code: OutcomeCode, status: number, headers = ''): string {
  const body = problem(code, status);
  return (
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nWebhook-Gateway-Outcome: ${code}\r\n${headers}` +
    `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
