/** Which bytes may stand where in a head that the plain path takes. */

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** RFC 9110, 5.6.2: what names of headers are made of. */
export const TOKEN = 1;
/** RFC 3986: what paths and queries are made of, but for `%`, which two digits must follow. */
export const TARGET = 2;
/** Names, addresses and a port. */
export const HOST = 4;
export const HEX = 8;

/** A byte's kinds, one bit each. */
export const CHARACTERS = new Uint8Array(256);

function mark(kind: number, characters: string): void {
  for (const byte of Buffer.from(characters)) CHARACTERS[byte] = (CHARACTERS[byte] ?? 0) | kind;
}

mark(TOKEN, `${ALPHANUMERIC}!#$%&'*+-.^_\`|~`);
mark(TARGET, `${ALPHANUMERIC}-._~!$&'()*+,;=:@/?`);
mark(HOST, `${ALPHANUMERIC}-._:[]`);
mark(HEX, '0123456789ABCDEFabcdef');
