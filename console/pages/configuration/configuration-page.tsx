/** The configuration: what is in force, how its windows lie, which secrets are used, and what a body becomes. */
import { hrefOf, useAddress } from '../../address/address.js';
import type { ComponentType } from 'preact';
import { useMay } from '../../shell/who.js';
import { InForce } from './in-force.js';
import { SecretsInUse } from './secrets-in-use.js';
import { Translation } from './translation.js';
import { Windows } from './windows.js';

interface Part {
  /** Second segment of the address. */
  readonly name: string;
  readonly title: string;
  readonly Part: ComponentType;
}

const PARTS: readonly Part[] = [
  { name: '', title: 'In force', Part: InForce },
  { name: 'windows', title: 'Windows', Part: Windows },
  { name: 'secrets', title: 'Secrets', Part: SecretsInUse },
  { name: 'translate', title: 'Translate', Part: Translation },
];

export function ConfigurationPage() {
  const [, name = ''] = useAddress().path;
  const part = PARTS.find((one) => one.name === name);
  return (
    <>
      <h1>Configuration</h1>
      {useMay('reader') ? (
        <Tabs current={name} />
      ) : (
        <p class="card">It takes a token of the role reader to see it.</p>
      )}
      {useMay('reader') && (part ? <part.Part /> : <p>The configuration has no such part.</p>)}
    </>
  );
}

function Tabs({ current }: { readonly current: string }) {
  return (
    <nav class="tabs" aria-label="Parts of the configuration">
      <ul>
        {PARTS.map(({ name, title }) => (
          <li key={name}>
            <a
              href={hrefOf(name === '' ? ['configuration'] : ['configuration', name])}
              aria-current={name === current ? 'page' : undefined}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
