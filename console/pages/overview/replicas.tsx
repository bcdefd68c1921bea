/** All that share the store; what runs something else than this one is marked. */
import type { Overview } from '../../api/types.js';
import { Copyable } from '../../parts/copy.js';
import { FoldingTable } from '../../parts/folding-table.js';
import { Ago } from '../../parts/time.js';

type Replica = Overview['replicas'][number];

/** How many different configurations and versions run. */
export function differences({ replicas }: Pick<Overview, 'replicas'>): {
  readonly hashes: number;
  readonly versions: number;
} {
  return {
    hashes: new Set(replicas.map(({ configHash }) => configHash).filter((hash) => hash !== null)).size,
    versions: new Set(replicas.map(({ version }) => version)).size,
  };
}

const COLUMNS = ['Replica', 'Version', 'Started', 'Configuration'].map((title) => ({ title }));

export function Replicas({ id, overview }: { readonly id: string; readonly overview: Overview }) {
  const { replicas, config, version } = overview;
  const rows = replicas.map((replica, i) => ({ key: replica.id, cells: cellsOf(replica, i === 0) }));
  return (
    <div id={id} class="replicas">
      <FoldingTable label="Replicas" {...{ columns: COLUMNS, rows }} />
    </div>
  );

  function cellsOf(one: Replica, isThis: boolean) {
    const hash = one.configHash;
    return [
      <>
        <Copyable text={one.id} what="the replica's id" />
        {isThis && <span class="quiet"> this one</span>}
      </>,
      <>
        {one.version} {one.version !== version && <span class="mark-differs">differs from this one</span>}
      </>,
      <Ago at={one.startedAt} />,
      hash === null ? (
        <span class="quiet">not known</span>
      ) : (
        <>
          <Copyable text={hash} what="the configuration's hash" />{' '}
          {hash !== config.hash && <span class="mark-differs">differs from this one</span>}
        </>
      ),
    ];
  }
}
