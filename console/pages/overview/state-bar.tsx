/** Is it well: one sentence, and what the gateway is. */
import { useAddress, change } from '../../address/address.js';
import type { Overview } from '../../api/types.js';
import { Copyable } from '../../parts/copy.js';
import { ScopeNote } from '../../parts/scope.js';
import { Ago } from '../../parts/time.js';
import { UnfoldButton } from '../../parts/unfold-button.js';
import { healthOf } from '../../shell/header.js';
import { differences, Replicas } from './replicas.js';

const LIST = 'replicas';

export function StateBar({ overview }: { readonly overview: Overview }) {
  const { level, says } = healthOf(overview);
  const isOpen = useAddress().query['replicas'] === 'shown';
  const { draining, replicas, scope } = overview;
  return (
    <section class={`card state-bar ${level}`} aria-label="State of the gateway">
      <div class="head-line">
        <h1>
          <span class="hidden">Overview: </span>
          <span class={`dot ${level}`} aria-hidden="true" /> {says}
        </h1>
        <span class="scope">
          Numbers <ScopeNote scope={scope} />
        </span>
      </div>
      {draining && (
        <p class="draining">
          <strong>It drains:</strong> it ends what it has in hand and takes nothing new.
        </p>
      )}
      <dl class="state-facts">
        <Facts overview={overview} />
        <div>
          <dt>Replicas</dt>
          <dd>
            <UnfoldButton
              {...{ controls: LIST, isOpen }}
              toggle={() => {
                change({ replicas: isOpen ? undefined : 'shown' });
              }}
            >
              {replicas.length}
            </UnfoldButton>{' '}
            <Differing overview={overview} />
          </dd>
        </div>
      </dl>
      {isOpen && <Replicas id={LIST} overview={overview} />}
    </section>
  );
}

function Differing({ overview }: { readonly overview: Overview }) {
  const { hashes, versions } = differences(overview);
  return (
    <>
      {hashes > 1 && <span class="mark-differs">{hashes} configurations</span>}{' '}
      {versions > 1 && <span class="mark-differs">{versions} versions</span>}
    </>
  );
}

function Facts({ overview }: { readonly overview: Overview }) {
  const { version, config, store, startedAt, draining } = overview;
  return (
    <>
      <div>
        <dt>Version</dt>
        <dd>{version}</dd>
      </div>
      <div>
        <dt>Configuration</dt>
        <dd>
          <Copyable text={config.hash} what="the configuration's hash" />{' '}
          <span class="quiet">
            read <Ago at={config.readAt} />
          </span>
        </dd>
      </div>
      <div>
        <dt>Store</dt>
        <dd>
          {store.kind}, {store.up ? 'up' : <span class="mark-wrong">does not answer {store.reason}</span>}
        </dd>
      </div>
      <div>
        <dt>Up since</dt>
        <dd>
          <Ago at={startedAt} />
        </dd>
      </div>
      <div>
        <dt>Draining</dt>
        <dd>{draining ? 'yes' : 'no'}</dd>
      </div>
    </>
  );
}
