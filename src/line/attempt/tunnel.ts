/**
 * Tunnels through a proxy (CONNECT), for https and http alike: what comes out of one is the receiver's, so an answer of
 * the proxy's own is never read as one of the receiver.
 */
import { request as requestPlain, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type Socket } from 'node:net';

type Opened = (opened: Socket | Error) => void;

/** Of idle time, as it is without a proxy. */
const KEEP_ALIVE_MS = 60_000;

/** Its code is a word that reasons.ts knows. */
class TunnelFault extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * @param proxy its URL, perhaps with a user and a password
 * @param receiver its URL
 * @param timeout milliseconds until a tunnel stands
 * @returns opens one
 */
export function createTunnels(proxy: string, receiver: string, timeout: number): (opened: Opened) => void {
  const { protocol, hostname, port } = new URL(receiver);
  const target = `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`;
  const options = connectTo(new URL(proxy), target);
  const request = /^https:/i.test(proxy) ? requestSecure : requestPlain;
  return (opened) => {
    const asked = request(options);
    const timer = setTimeout(() => asked.destroy(new TunnelFault('ETIMEDOUT')), timeout);
    asked.on('connect', ({ statusCode = 0 }, socket: Socket, first) => {
      clearTimeout(timer);
      // No receiver speaks before it is asked: bytes behind a 2xx are a page of the proxy's own, and no tunnel.
      if (statusCode >= 200 && statusCode < 300 && first.length === 0) {
        opened(socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS));
        return;
      }
      socket.on('error', () => undefined).destroy();
      opened(new TunnelFault(statusCode === 407 ? 'PROXY_AUTH' : 'PROXY_REFUSED'));
    });
    asked.on('error', (error) => {
      clearTimeout(timer);
      opened(error instanceof TunnelFault ? error : new TunnelFault('PROXY_UNREACHABLE'));
    });
    asked.end();
  };
}

function connectTo(
  { hostname, port, protocol, username, password }: URL,
  target: string,
): RequestOptions & { readonly servername: string } {
  const login = [username, password].map(decodeURIComponent).join(':');
  const host = hostname.replace(/^\[|\]$/g, '');
  return {
    method: 'CONNECT',
    host,
    // Else node would ask a proxy of https to prove the name in `Host`, which is the receiver's.
    servername: isIP(host) === 0 ? host : '',
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : port,
    path: target,
    headers: {
      Host: target,
      ...(login !== ':' && { 'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
    },
    agent: false,
  };
}
