/** Secrets by their names: where each comes from, and how many deliveries of the last hour it verified. */
import type { Configuration } from '../../api/types.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { ScopeNote } from '../../parts/scope.js';
import { Ago } from '../../parts/time.js';
import { useOverview } from '../../shell/overview-kept.js';
import { notCounted } from './secret-words.js';
import { useConfiguration } from './use-configuration.js';

type SecretInUse = Configuration['secrets'][number];

export function SecretsInUse() {
  const { data, problem } = useConfiguration();
  const scope = useOverview().data?.scope;
  if (problem) return <ProblemNote problem={problem} />;
  if (!data) return <p class="quiet">Asking …</p>;
  return (
    <section class="card" aria-labelledby="config-secrets">
      <div class="head-line">
        <h2 id="config-secrets">Secrets, and who used them in the last hour</h2>
        {scope && <ScopeNote scope={scope} />}
      </div>
      <p class="quiet">
        A secret of a source that verified nothing for as long as its provider may take to change over can go.
        Of the others nothing is counted. Values are never shown.
      </p>
      {data.secrets.length === 0 ? (
        <p>The configuration names no secret.</p>
      ) : (
        <Table secrets={data.secrets} />
      )}
    </section>
  );
}

function Table({ secrets }: { readonly secrets: readonly SecretInUse[] }) {
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label="Secrets">
      <table>
        <thead>
          <tr>
            <th scope="col">Of</th>
            <th scope="col">Use</th>
            <th scope="col">Name</th>
            <th scope="col">From</th>
            <th scope="col" class="number">
              Verified
            </th>
            <th scope="col">Share</th>
            <th scope="col">Last used</th>
          </tr>
        </thead>
        <tbody>
          {secrets.map((secret) => (
            <Row key={JSON.stringify(secret)} secret={secret} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ secret }: { readonly secret: SecretInUse }) {
  const { route, destination, use, name, from } = secret;
  const unused = notCounted(use);
  return (
    <tr>
      <td>
        {route ?? 'the gateway'}
        {destination !== null && ` → ${destination}`}
      </td>
      <td>{use}</td>
      <th scope="row">{name}</th>
      <td>
        <code>{from}</code>
      </td>
      {unused === undefined ? (
        <Counts {...secret} />
      ) : (
        <td colSpan={3} class="quiet">
          {unused}
        </td>
      )}
    </tr>
  );
}

function Counts({ verified, share, lastUsed }: SecretInUse) {
  return (
    <>
      <td class="number">{verified?.toLocaleString() ?? '–'}</td>
      <td>
        {share === null ? (
          '–'
        ) : (
          <span class="share">
            <span class="bar good" aria-hidden="true">
              <span style={{ width: `${share * 100}%` }} />
            </span>
            {Math.round(share * 100)} %
          </span>
        )}
      </td>
      <td>{lastUsed === null ? <span class="quiet">not in the last hour</span> : <Ago at={lastUsed} />}</td>
    </>
  );
}
