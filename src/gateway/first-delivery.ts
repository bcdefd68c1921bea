/** How a route is reached before anybody has: the URL to give to its provider, and a command that sends a test event. */
import type { RouteConfig, ServerConfig } from '../config/config.js';
import { callablePath, callableUrl } from '../model/paths.js';
import type { FirstDelivery } from '../operate/overview/overview.js';
import { readKey } from '../schemes/engine/keys.js';
import { createSigner } from '../schemes/engine/sign.js';

/** What nobody but the operator knows. */
const HOST = 'YOUR-HOST';

/**
 * @param from where the configuration came from: `file PATH`, `env NAME` or `variables`
 * @param port of the public listener, as it was opened
 */
export function firstDelivery(
  { name, path: own = '/', source }: RouteConfig,
  { host }: Pick<ServerConfig, 'host'>,
  port: number,
  from: string,
): FirstDelivery {
  const path = callablePath(own);
  const publicUrl = source.publicUrl && callableUrl(source.publicUrl);
  const url = publicUrl ?? source.handshakeUrl ?? `https://${HOST}${path}`;
  // What signs its URL is refused under another one.
  const near = publicUrl ?? `http://${nearOf(host)}:${port}${path}`;
  const file = /^file (.+)$/s.exec(from)?.[1];
  const words = [
    ...['webhook-gateway', 'send'],
    ...(file === undefined ? [] : ['--config', file]),
    ...['--route', name, '--url', near],
  ];
  return { url, sendLine: canSign(source, near) ? words.map(quoted).join(' ') : undefined };
}

/** Where a listener is reached on its own machine. */
function nearOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** Public keys verify, and cannot sign. */
function canSign({ scheme, secrets }: RouteConfig['source'], url: string): boolean {
  try {
    createSigner(
      scheme,
      secrets.map(({ value }) => readKey(scheme, value)),
      url,
    );
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** As one word of a shell. */
function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
