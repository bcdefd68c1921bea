import { createRequire } from 'node:module';

/** The version in package.json, found by the package's own name from wherever this file ends up. */
export function readVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('standard-webhooks-gateway/package.json') as { version: string }).version;
}
