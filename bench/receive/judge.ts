/** The receiver of the correctness pass: the official library verifies, and every request is kept to be looked at. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'svix';
import { RECEIVER_SECRET } from '../secrets.js';
import { check, type Checked } from './check.js';

export interface Judged {
  readonly verdict: Checked;
  readonly body: Buffer;
}

export interface Judge {
  readonly port: number;
  readonly judged: readonly Judged[];
  close(): Promise<void>;
}

export async function startJudge(): Promise<Judge> {
  const official = new Webhook(RECEIVER_SECRET);
  const judged: Judged[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      judged.push({ verdict: judge(official, request, body), body });
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"received":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    judged,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

function judge(official: Webhook, request: IncomingMessage, body: Buffer): Checked {
  if (request.headers['svix-signature'] === undefined) {
    const head = request.rawHeaders.reduce(
      (text, part, i) => text + (i % 2 ? `: ${part}` : `\r\n${part}`),
      '',
    );
    return check(`${head}\r\n`, [body]);
  }
  try {
    official.verify(body, request.headers as Record<string, string>);
    return 'signed';
  } catch {
    return 'wrong';
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
