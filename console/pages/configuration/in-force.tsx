/** The configuration in force, its warnings, the files it came from, and whether the file says something else by now. */
import { useOverview } from '../../shell/overview-kept.js';
import type { Configuration } from '../../api/types.js';
import { Copyable } from '../../parts/copy.js';
import { laidOut } from '../../parts/laid-out.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Ago, Time } from '../../parts/time.js';
import { Difference } from './difference.js';
import { placeNames } from './place-names.js';
import { useConfiguration } from './use-configuration.js';

export function InForce() {
  const { data, problem, again } = useConfiguration();
  if (problem) return <ProblemNote problem={problem} />;
  if (!data) return <p class="quiet">Asking …</p>;
  return (
    <>
      <Facts configuration={data} />
      <Warnings {...data} />
      <Difference reloaded={again} />
      <Effective config={data.config} />
    </>
  );
}

function Facts({
  configuration: { hash, readAt, from, watched },
}: {
  readonly configuration: Configuration;
}) {
  const replicas = useOverview().data?.replicas ?? [];
  const others = replicas.filter(({ configHash }) => configHash !== null && configHash !== hash);
  return (
    <section class="card" aria-label="Where it comes from">
      <dl class="facts">
        <dt>Read from</dt>
        <dd>
          <code>{from}</code>, <Time at={readAt} />
        </dd>
        <dt>Hash</dt>
        <dd>
          <Copyable text={hash} what="the configuration's hash" />{' '}
          {others.length > 0 ? (
            <strong class="missing">
              {others.length} of {replicas.length} replicas have another one
            </strong>
          ) : (
            replicas.length > 1 && <span class="quiet">the same on all {replicas.length} replicas</span>
          )}
        </dd>
        {watched.length > 0 && (
          <>
            <dt>Watched files</dt>
            <dd>
              <WatchedFiles watched={watched} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

const STATES: Readonly<Record<Configuration['watched'][number]['state'], string>> = {
  in_force: 'in force',
  refused: 'refused',
};

function WatchedFiles({ watched }: Pick<Configuration, 'watched'>) {
  return (
    <ul class="plain-list">
      {watched.map(({ path, state, since, reason }) => (
        <li key={path}>
          <code>{path}</code> {STATES[state]}, since <Ago at={since} />
          {reason !== null && <strong class="missing"> {reason}</strong>}
        </li>
      ))}
    </ul>
  );
}

function Warnings({ warnings, config }: Pick<Configuration, 'warnings' | 'config'>) {
  return (
    <section class="card" aria-labelledby="config-warnings">
      <h2 id="config-warnings">Warnings</h2>
      {warnings.length === 0 ? (
        <p>None: nothing in it is likely to surprise.</p>
      ) : (
        <ul class="plain-list">
          {warnings.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <code>{path}</code>
              <Place path={path} config={config} />: {message}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Place({ path, config }: { readonly path: string; readonly config: unknown }) {
  const names = placeNames(path, config);
  return names === undefined ? null : <span class="quiet"> ({names})</span>;
}

/** A part of it each: what the gateway has as a whole, and each route by its name. */
function Effective({ config }: { readonly config: unknown }) {
  const members = Object.entries(Object(config) as Record<string, unknown>);
  const { routes = [] } = Object(config) as { readonly routes?: readonly unknown[] };
  return (
    <section class="card" aria-labelledby="config-effective">
      <h2 id="config-effective">Effective, with every default; secrets as the places they come from</h2>
      {members
        .filter(([name]) => name !== 'routes')
        .map(([name, value]) => (
          <Folded key={name} title={name} value={value} />
        ))}
      {routes.map((route, i) => (
        <Folded key={i} title={`routes[${i}] ${nameOf(route)}`} value={route} />
      ))}
    </section>
  );
}

function Folded({ title, value }: { readonly title: string; readonly value: unknown }) {
  const text = JSON.stringify(value);
  return (
    <details class="folded">
      <summary>
        <code>{title}</code>
      </summary>
      <pre tabIndex={0}>
        <code>{laidOut(text) ?? text}</code>
      </pre>
    </details>
  );
}

function nameOf(route: unknown): string {
  const { name } = Object(route) as { readonly name?: unknown };
  return typeof name === 'string' ? name : '';
}
