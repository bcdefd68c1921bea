/** Stands in front of an HTTP server of Node's: connections are served here as long as what comes is of the plainest kind. */
import type { Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { PlainConnection, type Limits, type Port } from './plain-connection.js';
import type { PlainRequest } from './request.js';
import type { PlainResponse } from './response.js';

export interface PlainParts {
  readonly limits: Limits;
  /** Milliseconds between two looks at how long connections wait. */
  readonly lookEvery: number;
  readonly begin: (request: PlainRequest, response: PlainResponse) => void;
  /** Called before the server hears that a request broke off. */
  readonly brokeOff: (response: PlainResponse) => void;
}

/**
 * To be called before anybody else listens to the server's connections.
 * @throws if the server does not take them by one listener, as every Node so far does
 */
export function servePlain(server: Server, parts: PlainParts): void {
  const port = new PlainPort(server, parts);
  const timer = setInterval(() => {
    port.look();
  }, parts.lookEvery).unref();
  server.on('close', () => {
    clearInterval(timer);
  });
  const closeIdle = server.closeIdleConnections.bind(server);
  const closeAll = server.closeAllConnections.bind(server);
  server.closeIdleConnections = (): void => {
    closeIdle();
    port.close(({ idle }) => idle);
  };
  server.closeAllConnections = (): void => {
    closeAll();
    port.close(() => true);
  };
}

type TakeConnection = (this: Server, socket: Socket) => void;

class PlainPort implements Port {
  readonly limits: Limits;
  readonly begin: Port['begin'];
  readonly #server: Server;
  readonly #brokeOff: PlainParts['brokeOff'];
  readonly #lookEvery: number;
  readonly #toNode: TakeConnection;
  readonly #connections = new Set<PlainConnection>();
  #now = 0;

  constructor(server: Server, { limits, begin, brokeOff, lookEvery }: PlainParts) {
    this.limits = limits;
    this.begin = begin;
    this.#server = server;
    this.#brokeOff = brokeOff;
    this.#lookEvery = lookEvery;
    const event = server instanceof SecureServer ? 'secureConnection' : 'connection';
    const [toNode, ...others] = server.listeners(event) as TakeConnection[];
    if (!toNode || others.length > 0)
      throw new Error(`the HTTP server has no listener of its own for ${event}`);
    this.#toNode = toNode;
    server.removeListener(event, toNode);
    server.on(event, (socket: Socket) => {
      this.#connections.add(new PlainConnection(this, socket));
    });
  }

  get now(): number {
    return this.#now;
  }

  look(): void {
    this.#now += this.#lookEvery;
    for (const connection of this.#connections) connection.look(this.#now);
  }

  close(which: (connection: PlainConnection) => boolean): void {
    for (const connection of this.#connections) if (which(connection)) connection.destroy();
  }

  handOver(connection: PlainConnection, socket: Socket): void {
    this.#connections.delete(connection);
    this.#toNode.call(this.#server, socket);
  }

  broken(code: string, socket: Socket, response: PlainResponse | undefined): void {
    if (response) this.#brokeOff(response);
    this.#server.emit('clientError', Object.assign(new Error(code), { code }), socket);
  }

  closed(connection: PlainConnection): void {
    this.#connections.delete(connection);
  }
}
