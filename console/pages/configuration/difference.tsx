/** What a reload would change: the running configuration against the file. */
import { useState } from 'preact/hooks';
import { answered, api, ApiProblem, GatewayAway } from '../../api/client.js';
import { reloadLine } from '../../commands/lines.js';
import { CommandLine } from '../../parts/copy.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { WriteButton } from '../../parts/write-button.js';
import { useMay } from '../../shell/who.js';

interface Change {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

type Said =
  | { readonly is: 'nothing' | 'asking' | 'lost' }
  | { readonly is: 'compared'; readonly changes: readonly Change[]; readonly more: number }
  | { readonly is: 'refused'; readonly problem: ApiProblem };

export function Difference({ reloaded }: { readonly reloaded: () => void }) {
  const [said, say] = useState<Said>({ is: 'nothing' });
  const compare = (): void => {
    say({ is: 'asking' });
    answered(api.POST('/reload', { params: { query: { dryRun: 'true' } }, body: {} })).then(
      ({ changes, more }) => {
        say({ is: 'compared', changes, more });
      },
      (error: unknown) => {
        if (error instanceof ApiProblem) say({ is: 'refused', problem: error });
        else if (error instanceof GatewayAway) say({ is: 'lost' });
        else throw error;
      },
    );
  };
  if (!useMay('operator')) return null;
  return (
    <section class="card" aria-labelledby="config-difference">
      <div class="head-line">
        <h2 id="config-difference">Running against the file</h2>
        <p class="buttons">
          <button type="button" disabled={said.is === 'asking'} onClick={compare}>
            Compare
          </button>
          <WriteButton
            {...{ label: 'Reload', title: 'Reload the configuration', line: reloadLine(), after: reloaded }}
            says="This replica reads its configuration again, whole or not at all: a faulty one changes nothing. Other replicas read theirs when they are told to."
            run={async () => {
              const { changes, more } = await answered(api.POST('/reload', { body: {} }));
              say({ is: 'nothing' });
              return changes.length === 0
                ? 'Read again; nothing changed.'
                : `${changes.length + more} things changed.`;
            }}
          />
        </p>
      </div>
      <div aria-live="polite">
        <Compared said={said} />
      </div>
    </section>
  );
}

function Compared({ said }: { readonly said: Said }) {
  switch (said.is) {
    case 'nothing':
      return (
        <CommandLine line={reloadLine(true)}>
          Compares what runs here with what its file says now:
        </CommandLine>
      );
    case 'asking':
      return <p class="quiet">Reading …</p>;
    case 'lost':
      return <p class="problem">The gateway did not answer.</p>;
    case 'refused':
      return (
        <>
          <ProblemNote problem={said.problem} />
          <Faults problem={said.problem} />
        </>
      );
    case 'compared':
      return said.changes.length === 0 ? <p>The file says what runs here.</p> : <Changes {...said} />;
  }
}

function Changes({ changes, more }: { readonly changes: readonly Change[]; readonly more: number }) {
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label="What a reload would change">
      <table>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Runs</th>
            <th scope="col">In the file</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, from, to }) => (
            <tr key={path}>
              <th scope="row">
                <code>{path}</code>
              </th>
              <td>
                <code>{valueText(from)}</code>
              </td>
              <td>
                <code>{valueText(to)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="quiet">and {more} more</p>}
    </div>
  );
}

function Faults({ problem }: { readonly problem: ApiProblem }) {
  const { faults } = problem.members;
  if (!Array.isArray(faults)) return null;
  return (
    <ul class="plain-list">
      {(faults as readonly { path: string; message: string }[]).map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          <code>{path}</code>: {message}
        </li>
      ))}
    </ul>
  );
}

function valueText(value: unknown): string {
  return value === undefined || value === null
    ? '–'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
