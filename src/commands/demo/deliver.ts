/** Sends as a provider does, and reads what became of it. */
import { randomBytes } from 'node:crypto';
import { sign } from '../../library/library.js';
import type { EpochMs } from '../../model/time.js';

export interface Delivery {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly outcome: string;
  /** Whose verdict it was, among several destinations. */
  readonly destination: string | undefined;
  /** The receiver's own. */
  readonly receiverStatus: string | undefined;
}

/** A body as its provider signs it at that moment. */
export function signed(
  scheme: string,
  secret: string,
  event: string,
  body: Buffer,
  at: EpochMs,
): Record<string, string> {
  const id = `msg_${randomBytes(12).toString('hex')}`;
  return sign({ scheme, secrets: [secret], id, event, timestamp: at, body });
}

export async function deliver(url: string, { path, headers, body }: Delivery): Promise<Answer> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(body),
  });
  await response.arrayBuffer();
  const { headers: told } = response;
  return {
    outcome: told.get('webhook-gateway-outcome') ?? 'no outcome',
    destination: told.get('webhook-gateway-destination') ?? undefined,
    receiverStatus: told.get('webhook-gateway-receiver-status') ?? undefined,
  };
}
