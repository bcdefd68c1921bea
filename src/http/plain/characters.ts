/** Which bytes may stand where in a head that the plain path takes. */

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** RFC 9110, 5.6.2: what names of headers are made of. */
export const TOKEN = 1;
/** RFC 9110, 5.5: visible ASCII and blanks; neither tabs nor bytes past ASCII. */
export const VALUE = 2;
/** RFC 3986: what paths and queries are made of, but for `%`, which two digits must follow. */
export const TARGET = 4;
/** Names, addresses and a port. */
export const HOST = 8;
export const HEX = 16;

/** A byte's kinds, one bit each. */
export const CHARACTERS = new Uint8Array(256);

function mark(kind: number, characters: string): void {
  for (const byte of Buffer.from(characters)) CHARACTERS[byte] = (CHARACTERS[byte] ?? 0) | kind;
}

mark(TOKEN, `${ALPHANUMERIC}!#$%&'*+-.^_\`|~`);
mark(TARGET, `${ALPHANUMERIC}-._~!$&'()*+,;=:@/?`);
mark(HOST, `${ALPHANUMERIC}-._:[]`);
mark(HEX, '0123456789ABCDEFabcdef');
for (let byte = 0x20; byte < 0x7f; byte++) mark(VALUE, String.fromCharCode(byte));
