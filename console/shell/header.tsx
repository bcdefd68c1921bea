/** On every page: where one is, whether all is well, and as whom one looks. */
import { hrefOf } from '../address/address.js';
import { signOut } from '../api/session.js';
import type { Overview } from '../api/types.js';
import { useOverview } from './overview-kept.js';
import { PAGES, type Page } from './pages.js';
import { useMay, useWho } from './who.js';

export function Header({ page }: { readonly page: Page }) {
  const { name, role, actor } = useWho();
  return (
    <header class="top">
      <a class="brand" href={hrefOf([''])}>
        <Health />
        <span>Webhook gateway</span>
      </a>
      <nav aria-label="Pages">
        <ul>
          {PAGES.map((one) => (
            <li key={one.name}>
              <PageLink page={one} isCurrent={one.name === page.name} />
            </li>
          ))}
        </ul>
      </nav>
      <div class="who">
        <span title={`The token ${name} has the role ${role}.`}>
          {actor ?? name} <span class="quiet">{role}</span>
        </span>
        <button type="button" class="plain" onClick={signOut}>
          Sign out
        </button>
      </div>
    </header>
  );
}

/** In front of the pages, where nobody is known yet: as `index.html` has it. */
export function BareHeader() {
  return (
    <header class="top">
      <span class="brand">
        <span class="dot" />
        <span>Webhook gateway</span>
      </span>
    </header>
  );
}

function PageLink({
  page: { name, title, role },
  isCurrent,
}: {
  readonly page: Page;
  readonly isCurrent: boolean;
}) {
  const may = useMay(role ?? 'viewer');
  if (!may)
    return (
      <span class="quiet" title={`It takes the role ${role ?? ''}.`}>
        {title}
      </span>
    );
  return (
    <a href={hrefOf([name])} aria-current={isCurrent ? 'page' : undefined}>
      {title}
    </a>
  );
}

function Health() {
  const { data } = useOverview();
  const health = data ? healthOf(data) : { level: 'unknown', says: 'Not known yet' };
  return <span class={`dot ${health.level}`} role="img" aria-label={health.says} title={health.says} />;
}

/** The gravest thing that needs somebody. */
export function healthOf({ attention }: Overview): { readonly level: string; readonly says: string } {
  const grave = attention.filter(({ severity }) => severity !== 'info');
  if (grave.length === 0) return { level: 'well', says: 'All is well' };
  const level = grave.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning';
  return { level, says: `${grave.length} ${grave.length === 1 ? 'thing needs' : 'things need'} you` };
}
