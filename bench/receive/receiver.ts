/** The receiver under load, in a process of its own: takes requests off the wire by hand, verifies, counts, says 200. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { serveHelper } from '../rig/helper.js';
import { check } from './check.js';

export type ReceiverQuestion = 'port' | 'counts';

export interface ReceiverAnswer {
  readonly port: number;
  /** Requests whose signature held, since the start. */
  readonly verified: number;
  readonly refused: number;
}

const ANSWER = '{"received":true}';
const OK = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`;
const NO = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n';

let verified = 0;
let refused = 0;

const server = createServer({ noDelay: true }, serve);
server.listen(0, '127.0.0.1');
serveHelper(async (): Promise<ReceiverAnswer> => {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return { port: (server.address() as AddressInfo).port, verified, refused };
});

function serve(socket: Socket): void {
  let begun: Buffer | undefined;
  let request: Request | undefined;

  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    if (request) {
      request.body.push(chunk);
      request.missing -= chunk.length;
    } else {
      begun = begun ? Buffer.concat([begun, chunk]) : chunk;
      request = beginningOf(begun);
    }
    if (!request || request.missing > 0) return;
    const holds = check(request.head, request.body) !== 'wrong';
    if (holds) verified += 1;
    else refused += 1;
    socket.write(holds ? OK : NO);
    begun = undefined;
    request = undefined;
  });
}

interface Request {
  readonly head: string;
  readonly body: Buffer[];
  missing: number;
}

/** @returns undefined while the head is not whole. */
function beginningOf(begun: Buffer): Request | undefined {
  const end = begun.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = begun.toString('latin1', 0, end + 2);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new TypeError(`a request without Content-Length:\n${head}`);
  const body = begun.subarray(end + 4);
  return { head, body: [body], missing: Number(length) - body.length };
}
