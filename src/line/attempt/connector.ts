/** How connections to a receiver are made: to its host, to a socket of this machine, or through a proxy's tunnel. */
import { buildConnector } from 'undici';
import type { ReceiverPlace } from '../../model/receiver-place.js';
import { createTunnels } from './tunnel.js';

type Connect = buildConnector.connector;

/**
 * @param proxy its URL
 * @param tls PEM texts, for the receiver; the proxy gets none of them
 * @param timeout milliseconds for each of: the way to the receiver, and TLS on it
 */
export function createConnector(
  { url, socketPath }: ReceiverPlace,
  proxy: string | undefined,
  tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined,
  timeout: number,
): Connect {
  const connect = buildConnector({ timeout, ...tls, ...(socketPath !== undefined && { socketPath }) });
  return proxy === undefined ? connect : throughTunnels(createTunnels(proxy, url, timeout), connect);
}

/** A receiver of https is verified through the tunnel by its own name, as without one. */
function throughTunnels(open: ReturnType<typeof createTunnels>, connect: Connect): Connect {
  return (options, callback) => {
    open((opened) => {
      if (opened instanceof Error) callback(opened, null);
      else if (options.protocol === 'https:') connect({ ...options, httpSocket: opened }, callback);
      else callback(null, opened);
    });
  };
}
