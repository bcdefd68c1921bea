/** What an HTTP message signature covers (RFC 9421, section 2.5): one line a component, then the list of them. */
import type { SignedInput } from './input.js';
import { REPEATED, headerOf } from './headers.js';
import { asUrl } from '../../model/as-url.js';

/**
 * @param parameters the list of components with its parameters, as it came
 * @returns undefined if a component is not there, comes more than once or is none that is known
 */
export function signatureBase(
  components: readonly string[],
  parameters: string,
  input: SignedInput,
): Buffer | undefined {
  let text = '';
  for (const name of components) {
    const value = name.startsWith('@') ? derived(name, input) : headerValue(name, input);
    if (value === undefined) return undefined;
    text += `"${name}": ${value}\n`;
  }
  return Buffer.from(`${text}"@signature-params": ${parameters}`, 'latin1');
}

/** Of the URL as the provider knows it, in the spelling that came. */
function derived(name: string, { method, url }: SignedInput): string | undefined {
  if (name === '@method') return method;
  const read = url === undefined ? undefined : asUrl(url);
  if (url === undefined || !read) return undefined;
  const { host, protocol } = read;
  const [, path = '', query] = /^[^/]*\/\/[^/?#]*([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  const values: Readonly<Record<string, string>> = {
    '@target-uri': url,
    '@authority': host,
    '@scheme': protocol.slice(0, -1),
    '@path': path || '/',
    '@query': query ?? '?',
    '@request-target': (path || '/') + (query ?? ''),
  };
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Once: how several lines are joined each reader could see otherwise. */
function headerValue(name: string, { rawHeaders }: SignedInput): string | undefined {
  const value = headerOf(rawHeaders, name);
  return value === REPEATED ? undefined : value?.replace(/^[ \t]+|[ \t]+$/g, '');
}
