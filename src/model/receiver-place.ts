/** Where a receiver stands: at the host of its URL, or behind a socket of this machine. */

export interface ReceiverPlace {
  /** What its requests say and what a scheme signs of it: behind a socket the host is `localhost`. */
  readonly url: string;
  /** The socket's absolute path; undefined: the receiver is reached over the network. */
  readonly socketPath: string | undefined;
}

/** `http+unix:///run/app.sock:/hooks`: the socket ends at the first colon. */
const SOCKET_URL = /^http\+unix:\/\/(\/[^:]*):(\/.*)$/is;

/** @param url a receiver's URL that has been checked */
export function receiverPlace(url: string): ReceiverPlace {
  const [, socketPath, target] = SOCKET_URL.exec(url) ?? [];
  return target === undefined ? { url, socketPath } : { url: `http://localhost${target}`, socketPath };
}

/** Whether a URL means a socket, be it well written or not. */
export function meansSocket(url: string): boolean {
  return /^http\+unix:/i.test(url);
}

/** Bytes of a socket's path that every Linux takes. */
const LONGEST_SOCKET_PATH = 107;

/** Why no receiver can be found by a URL that means a socket; undefined if one can. The sentence repeats no part of it. */
export function whyNoSocket(url: string): string | undefined {
  const { socketPath } = receiverPlace(url);
  if (socketPath === undefined || /[?#\\\s\p{Cc}]/u.test(socketPath))
    return 'expected http+unix:///run/app.sock:/webhooks: the absolute path of a socket, a colon, the path of the request';
  if (socketPath.includes('%'))
    return 'the path of a socket stands there as it is, without percent-encoding; give it a path without % and colons';
  if (!/^(?:\/(?!\.{1,2}(?:\/|$))[^/]+)+$/.test(socketPath))
    return 'the path of a socket has no empty, . or .. segments; if a variable stands there, it is empty or not set';
  if (Buffer.byteLength(socketPath) > LONGEST_SOCKET_PATH)
    return `the path of a socket has at most ${LONGEST_SOCKET_PATH} bytes; give it a shorter one`;
  return undefined;
}
