/** What the package says of itself, found upwards from this file by the package's own name. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const MANIFEST = 'standard-webhooks-gateway/package.json';

/** The version in package.json. */
export function readVersion(): string {
  const require = createRequire(import.meta.url);
  return (require(MANIFEST) as { version: string }).version;
}

/** Where package.json lies, and `dist` beside it: the same from the source and from the built program. */
export function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve(MANIFEST));
}
