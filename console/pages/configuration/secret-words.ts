/** Why nothing is counted of a secret that verifies no deliveries. */
import type { Configuration } from '../../api/types.js';

type Use = Configuration['secrets'][number]['use'];

/** Complete by the compiler: the API's document lists the uses. */
const NOT_COUNTED: Readonly<Record<Exclude<Use, 'source'>, string>> = {
  handshake: 'it answers the provider’s handshake',
  keyAccess: 'the host of the source’s keys is asked with it',
  destination: 'it signs what goes to the receiver',
  alsoSign: 'it signs what goes to the receiver',
  header: 'it goes out in a header',
  admin: 'a token of the admin API',
};

/** @returns undefined where it is counted */
export function notCounted(use: Use): string | undefined {
  return use === 'source' ? undefined : `not counted: ${NOT_COUNTED[use]}`;
}
