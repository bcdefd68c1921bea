/** A port in TLS, or without: the same HTTP either way. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { Server as SecureServer, createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';

/** PEM texts. */
export interface PortTls {
  readonly cert: string;
  readonly key: string;
  /** Clients must show a certificate that it signed; undefined: they need none. */
  readonly clientCa: string | undefined;
}

/** A client that opens a connection and does not begin, or does not get through, holds it so long. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** @param tls undefined: plain HTTP */
export function createPort<
  Request extends typeof IncomingMessage = typeof IncomingMessage,
  Response extends typeof ServerResponse<InstanceType<Request>> = typeof ServerResponse<
    InstanceType<Request>
  >,
>(
  options: ServerOptions<Request, Response>,
  tls: PortTls | undefined,
  listener: RequestListener<Request, Response>,
): Server {
  if (!tls) return createServer(options, listener) as unknown as Server;
  const server = createSecureServer(
    {
      ...options,
      ...contextOf(tls),
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      requestCert: tls.clientCa !== undefined,
      rejectUnauthorized: tls.clientCa !== undefined,
    },
    listener,
  );
  return server;
}

/** For connections to come; those that are open stay as they are. Whether TLS is on cannot change. */
export function exchangeTls(server: Server, tls: PortTls | undefined): void {
  if (server instanceof SecureServer && tls) server.setSecureContext(contextOf(tls));
}

function contextOf({ cert, key, clientCa }: PortTls): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2', ...(clientCa !== undefined && { ca: clientCa }) };
}

/**
 * Tells of what the parser refuses. A handshake that fails is no request: plain HTTP at a port in TLS, a client without a
 * certificate, a scanner. Its connection is closed and nobody hears of it.
 */
export function onBrokenRequest(server: Server, heard: (error: Error, socket: Duplex) => void): void {
  if (!(server instanceof SecureServer)) {
    server.on('clientError', heard);
    return;
  }
  const secured = new WeakSet<Duplex>();
  server.on('secureConnection', (socket) => secured.add(socket));
  server.on('clientError', (error: Error, socket: Duplex) => {
    if (secured.has(socket)) heard(error, socket);
    else socket.destroy();
  });
}
