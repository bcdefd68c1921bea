/** JSON documents in bodies, as far as signatures stand in them: read, changed and written again. */
import type { Scheme } from '../../src/schemes/spec.js';

export type Json = Record<string, unknown>;

export function valueAt(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, name) => (at as Json | undefined)?.[name], document);
}

/** Sets, or with `undefined` removes; makes the objects on the way. */
export function setAt(document: Json, pointer: string, value: unknown): void {
  const names = pointer.split('/').slice(1);
  const last = names.pop() ?? '';
  let at = document;
  for (const name of names) {
    if (typeof at[name] !== 'object' || at[name] === null) at[name] = {};
    at = at[name] as Json;
  }
  if (value === undefined) Reflect.deleteProperty(at, last);
  else at[last] = value;
}

const BOUNDARY = 'boundary-of-tests';

/** Whether a form is signed, or what is signed stands in one. */
export function readsFields({ signature, time }: Partial<Scheme>): boolean {
  if (signature?.field !== undefined || time?.field !== undefined) return true;
  return /\{(?:form|field)/.test(signature?.content ?? '');
}

/** What a scheme's sender says its bodies are. */
export function contentTypeOf(scheme: Scheme): string {
  const { jsonField } = scheme;
  if (readsFields(scheme)) return 'application/x-www-form-urlencoded';
  return jsonField === undefined ? 'application/json' : `multipart/form-data; boundary=${BOUNDARY}`;
}

export function encodeDocument({ jsonField }: Scheme, document: unknown): Buffer {
  const json = JSON.stringify(document);
  if (jsonField === undefined) return Buffer.from(json);
  const head = `Content-Disposition: form-data; name="${jsonField}"`;
  return Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n${json}\r\n--${BOUNDARY}--\r\n`);
}

/** The document of a body that `encodeDocument` made; of any other body the JSON, or undefined. */
export function documentOf({ jsonField }: Scheme, body: Buffer): unknown {
  const text = body.toString();
  const json = jsonField === undefined ? text : (text.split('\r\n\r\n')[1]?.split('\r\n--')[0] ?? text);
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
