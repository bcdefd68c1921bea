/**
 * The token, for as long as the tab lives: in the page's session storage, never in a cookie and never in the address. The
 * line that the gateway prints on a terminal carries it behind the `#`, which no browser sends; it is taken from there at
 * once.
 */
import { Watched } from './watched.js';

const KEY = 'webhook-gateway-token';
const IN_ADDRESS = /^#token=(.+)$/;

export const token = new Watched<string | undefined>(taken() ?? sessionStorage.getItem(KEY) ?? undefined);

// The line from the terminal may be opened in a tab that shows the console already.
addEventListener('hashchange', () => {
  const given = taken();
  if (given !== undefined) token.set(given);
});

/** Whether the gateway did not know the last one. */
export const wasWrong = new Watched(false);

export function signIn(text: string): void {
  wasWrong.set(false);
  sessionStorage.setItem(KEY, text);
  token.set(text);
}

/** The gateway does not know it (any more). */
export function tokenRefused(): void {
  signOut();
  wasWrong.set(true);
}

export function signOut(): void {
  wasWrong.set(false);
  sessionStorage.removeItem(KEY);
  token.set(undefined);
}

function taken(): string | undefined {
  const given = IN_ADDRESS.exec(location.hash)?.[1];
  if (given === undefined) return undefined;
  history.replaceState(null, '', '#/');
  const text = decoded(given);
  sessionStorage.setItem(KEY, text);
  return text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
