/** What needs somebody, each with the place where it is written what to do; apart and quieter what is only to be known. */
import { change, hrefOf, useAddress } from '../../address/address.js';
import type { Attention } from '../../api/types.js';
import { RunbookLink } from '../../parts/runbook-link.js';
import { goToRow } from './row-place.js';
import { withUnfolded } from './unfolded.js';

/** Of what is only to be known; the rest is shown when it is asked for. */
const INFO_SHOWN = 4;

export function NeedsYou({ attention }: { readonly attention: readonly Attention[] }) {
  const grave = attention.filter(({ severity }) => severity !== 'info');
  const info = attention.filter(({ severity }) => severity === 'info');
  return (
    <section class="card needs" aria-labelledby="needs-you">
      <h2 id="needs-you">Needs you</h2>
      <div aria-live="polite">
        {grave.length === 0 ? (
          <p class="all-well">
            <span class="tick" aria-hidden="true">
              ✓
            </span>{' '}
            Nothing: every route does what it should, as far as the gateway can tell.
          </p>
        ) : (
          <Items items={grave} />
        )}
      </div>
      {info.length > 0 && <Info items={info} />}
    </section>
  );
}

function Info({ items }: { readonly items: readonly Attention[] }) {
  const isWhole = useAddress().query['info'] === 'all' || items.length <= INFO_SHOWN + 1;
  return (
    <div class="to-know">
      <h3>To know</h3>
      <Items items={isWhole ? items : items.slice(0, INFO_SHOWN)} />
      {!isWhole && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            change({ info: 'all' });
          }}
        >
          Show all {items.length}
        </button>
      )}
    </div>
  );
}

function Items({ items }: { readonly items: readonly Attention[] }) {
  return (
    <ul class="attention">
      {items.map(({ severity, route, says, link }) => (
        <li key={`${route ?? ''} ${says}`} class={severity}>
          <span class="severity">{severity}</span>
          <span class="says">
            {route === null ? 'The gateway' : <RouteLink route={route} />}: {says}
          </span>
          <RunbookLink link={link} route={route ?? undefined} />
        </li>
      ))}
    </ul>
  );
}

function RouteLink({ route }: { readonly route: string }) {
  const { path, query } = useAddress();
  // A filter that hides the row gives way.
  const to = { ...query, name: undefined, open: withUnfolded(query['open'], route), at: route };
  return (
    <a
      href={hrefOf(path, to)}
      onClick={() => {
        goToRow(route);
      }}
    >
      {route}
    </a>
  );
}
