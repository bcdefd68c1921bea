/** How connections to a receiver are made: to its host, to a socket of this machine, or through a proxy's tunnel. */
import { connect as connectPlain, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectSecure, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { ReceiverPlace } from '../../../model/receiver-place.js';
import { createTunnels } from '../tunnel.js';

export interface TlsTexts {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** @param bytes valid within this call alone */
export type OnBytes = (bytes: Buffer) => void;

/** Called once. */
export type Opened = (opened: Socket | Error) => void;

/** Opens a connection; what comes over it goes to `onBytes`. It keeps no process alive. */
export type Connect = (onBytes: OnBytes, opened: Opened) => void;

/** Of idle time, until the system asks whether the other side is still there. */
const PROBE_AFTER_MS = 60_000;

/**
 * What any connection has read, until its listener has taken what it wants: nobody reads two at once. One for all of
 * them spares a buffer and the work of a stream for each read.
 */
let shared: Buffer | undefined;
const READ_BYTES = 64 * 1024;

/**
 * @param proxy its URL
 * @param tls PEM texts, for the receiver; the proxy gets none of them
 * @param timeout milliseconds for each of: the way to the receiver, and TLS on it
 */
export function createConnect(
  { url, socketPath }: ReceiverPlace,
  proxy: string | undefined,
  tls: TlsTexts | undefined,
  timeout: number,
): Connect {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const to =
    socketPath === undefined ? { host, port: Number(port) || (isSecure ? 443 : 80) } : { path: socketPath };
  const secure = isSecure ? createSecure(host, tls) : undefined;
  const direct: Connect = (onBytes, opened) => {
    // Of the options only one kind of place is known to the types.
    const options = { ...to, onread: intoShared(onBytes) } as TcpNetConnectOpts;
    const open = (): Socket => (secure ? secure(options) : connectPlain(options));
    settle(open, secure ? 'secureConnect' : 'connect', timeout, opened);
  };
  return proxy === undefined ? direct : throughTunnels(createTunnels(proxy, url, timeout), secure, timeout);
}

/** A receiver of https is verified through the tunnel by its own name, as without one. */
function throughTunnels(
  open: ReturnType<typeof createTunnels>,
  secure: Secure | undefined,
  timeout: number,
): Connect {
  return (onBytes, opened) => {
    open((tunnel) => {
      if (tunnel instanceof Error) {
        opened(tunnel);
        return;
      }
      tunnel.unref();
      if (!secure) {
        opened(tunnel.on('data', onBytes));
        return;
      }
      const open = (): Socket => secure({ socket: tunnel });
      settle(open, 'secureConnect', timeout, (end) => {
        opened(end instanceof Error ? end : end.on('data', onBytes));
      });
    });
  };
}

type Secure = (way: object) => TLSSocket;

/** Each connection begins with the session of one before it, which spares most of a handshake. */
function createSecure(host: string, tls: TlsTexts | undefined): Secure {
  let context: SecureContext | undefined;
  let session: Buffer | undefined;
  return (way) => {
    context ??= createSecureContext(tls);
    const socket = connectSecure({
      ...way,
      host,
      ...(isIP(host) === 0 && { servername: host }),
      secureContext: context,
      ...(session && { session }),
      ALPNProtocols: ['http/1.1'],
    });
    return socket.on('session', (next) => (session = next));
  };
}

/**
 * Tells once how the connection came out, never at once. Its errors later on are for whoever has it then.
 * @param open throws for a certificate or a key that is none
 */
function settle(
  open: () => Socket,
  standing: 'connect' | 'secureConnect',
  timeout: number,
  opened: Opened,
): void {
  let socket: Socket;
  try {
    socket = open();
  } catch (error) {
    queueMicrotask(() => {
      opened(error as Error);
    });
    return;
  }
  socket.setNoDelay(true).setKeepAlive(true, PROBE_AFTER_MS).unref();
  const timer = setTimeout(() => socket.destroy(new ConnectTimeout()), timeout).unref();
  const fail = (error: Error): void => {
    clearTimeout(timer);
    opened(error);
  };
  socket.on('error', fail);
  socket.once(standing, () => {
    clearTimeout(timer);
    opened(socket);
    socket.off('error', fail);
  });
}

/** Its code is one that reasons.ts knows. */
class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

function intoShared(onBytes: OnBytes): TcpNetConnectOpts['onread'] {
  shared ??= Buffer.allocUnsafeSlow(READ_BYTES);
  return {
    buffer: shared,
    callback(count, buffer) {
      onBytes((buffer as Buffer).subarray(0, count));
      return true;
    },
  };
}
