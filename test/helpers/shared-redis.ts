/** The server that test files share under random prefixes. Whoever imports this waits until it runs. */
import { ask } from './shared.js';

const url = await ask('redis');

export function sharedRedis(): string {
  return url;
}
