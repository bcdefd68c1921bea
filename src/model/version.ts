import { createRequire } from 'node:module';

/** The version in package.json. The search goes upwards from this file and goes by the package's own name. */
export function readVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('standard-webhooks-gateway/package.json') as { version: string }).version;
}
