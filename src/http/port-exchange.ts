/** What the public port needs of a request and of its answer: Node's own, and those of the plain path. */
import type { Socket } from 'node:net';
import type { BodySource, BodyStream } from '../line/receive.js';
import type { RawHeaders } from '../model/delivery.js';

export interface RequestHead {
  readonly method?: string | undefined;
  /** Its target, as it came. */
  readonly url?: string | undefined;
  readonly httpVersion: string;
  readonly rawHeaders: RawHeaders;
  readonly socket: Socket;
  /** The whole body is here. */
  readonly complete: boolean;
}

/** A request that can let pass by what still comes of its body. */
export interface PassingBody extends BodySource {
  /** @param over called once, when the body has ended or its source is gone */
  letPass(over: () => void): void;
}

export type PortRequest = RequestHead & (PassingBody | BodyStream);

export interface PortResponse {
  readonly req: PortRequest;
  readonly headersSent: boolean;
  /** Nothing more is sent: it is out, or its connection is gone. */
  readonly closed: boolean;
  /**
   * @param headers names and values in turn
   * @throws for what cannot be written; nothing is sent then
   */
  writeHead(status: number, headers: string[]): unknown;
  write(body: Buffer): unknown;
  end(body?: Buffer): unknown;
  end(body: string, encoding: 'latin1'): unknown;
  destroy(): unknown;
  on(event: 'close', listener: () => void): unknown;
  once(event: 'close', listener: () => void): unknown;
}
