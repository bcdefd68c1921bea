/**
 * Lines that send a kept body to its receiver from another machine's shell. The body comes in through a pipe: as an
 * argument it could be too long, and curl would take one that begins with `@` for the name of a file. It is a stranger's,
 * so what a terminal would act on is never pasted as it is.
 */
import { commandLine, quoted, UNSAFE } from './lines.js';

export interface ByHand {
  /** The receiver's. */
  readonly url: string;
  readonly id: string;
  readonly event: string | null;
  readonly body: string;
  readonly encoding: 'utf8' | 'base64';
}

/** Carries no signature. */
export function curlLine(sent: ByHand): string {
  const { url, id, event } = sent;
  const headers = [
    `Content-Type: ${contentTypeOf(sent)}`,
    `Webhook-Gateway-Id: ${id}`,
    ...(isPlain(event) ? [`Webhook-Gateway-Event: ${event}`] : []),
  ].map((header) => `-H ${quoted(header)}`);
  return `${bodyLine(sent)} | ${['curl -i', ...addressOf(url), ...headers, '--data-binary @-'].join(' ')}`;
}

/** Signed under the receiver's scheme, with its secret from a variable. @param scheme a built-in one's name */
export function signedLine(sent: ByHand, scheme: string): string {
  const { url, id, event } = sent;
  const type = contentTypeOf(sent);
  const send = commandLine(['send'], {
    ...{ scheme, 'secret-env': 'RECEIVER_SECRET', url, id },
    event: isPlain(event) ? event : undefined,
    'content-type': type === JSON_TYPE ? undefined : type,
    file: '-',
  });
  return `${bodyLine(sent)} | ${send}`;
}

const JSON_TYPE = 'application/json';

/** The log does not keep it, so it is read off the body. */
export function contentTypeOf({ body, encoding }: Pick<ByHand, 'body' | 'encoding'>): string {
  if (encoding === 'base64') return 'application/octet-stream';
  try {
    JSON.parse(body);
    return JSON_TYPE;
  } catch {
    return /^[\w.*%+-]+=[^\s]*$/.test(body)
      ? 'application/x-www-form-urlencoded'
      : 'application/octet-stream';
  }
}

/** What writes the body, to the byte, on standard output. */
function bodyLine({ body, encoding }: Pick<ByHand, 'body' | 'encoding'>): string {
  if (encoding === 'base64') return decodes(body);
  return UNSAFE.test(body) ? decodes(base64(body)) : `printf %s ${quoted(body)}`;
}

function decodes(text: string): string {
  return `printf %s ${quoted(text)} | base64 -d`;
}

function base64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

/** As the gateway takes it: `http+unix:///socket:/path` leads to a socket. */
function addressOf(url: string): readonly string[] {
  const [, socket, path] = /^http\+unix:\/\/(\/[^:]+):(\/.*)$/.exec(url) ?? [];
  if (socket !== undefined && path !== undefined)
    return ['--unix-socket', quoted(socket), quoted(`http://localhost${path}`)];
  // To curl these are patterns.
  return /[[\]{}]/.test(url) ? ['-g', quoted(url)] : [quoted(url)];
}

/** Whether it can stand in a header. */
function isPlain(text: string | null): text is string {
  return text !== null && /^[\x20-\x7e]+$/.test(text);
}
