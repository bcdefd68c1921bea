/** How a route gets its first delivery. */
import type { RouteOverview } from '../../api/types.js';
import { CommandLine, Copyable } from '../../parts/copy.js';

export function FirstDelivery({ route }: { readonly route: RouteOverview }) {
  const { name, url, sendLine } = route;
  return (
    <div class="first" role="group" aria-label={`The first delivery of ${name}`}>
      <p>
        <strong>Waits for its first delivery.</strong> The URL for its provider:{' '}
        <Copyable text={url} what={`the URL for the provider of ${name}`} />
        {url.startsWith('https://YOUR-HOST') && (
          <span class="quiet"> with the host under which the provider reaches you</span>
        )}
      </p>
      {sendLine === null ? (
        <p class="quiet">
          There is no line that sends a test event: the gateway has nothing that signs under this scheme, its
          secret only verifies.
        </p>
      ) : (
        <CommandLine line={sendLine}>A genuine test event, from the gateway’s machine:</CommandLine>
      )}
    </div>
  );
}
