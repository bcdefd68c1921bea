/** Asks the run (global-setup.ts) for what all test files share; the first who asks waits until it is made. */
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The port where to ask. */
    desk: number;
  }
}

export type Shared = 'program' | 'redis';

/**
 * @returns a path or a URL
 * @throws Error with one line that says why there is none
 */
export async function ask(what: Shared): Promise<string> {
  const [status, answer] = await new Promise<[number | undefined, string]>((resolve, reject) => {
    // A connection that stays would be a handle more in tests that count them.
    get({ host: '127.0.0.1', port: inject('desk'), path: `/${what}`, agent: false }, (response) => {
      text(response).then((body) => {
        resolve([response.statusCode, body]);
      }, reject);
    }).on('error', reject);
  });
  if (status === 200) return answer;
  const error = new Error(answer);
  // What to install fits in a line; where it was found missing is of no interest.
  error.stack = error.message;
  throw error;
}
