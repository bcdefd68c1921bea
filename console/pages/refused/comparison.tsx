/** What was expected beside what came, and the other headers that came. */
import type { RefusedDetail } from '../../api/types.js';
import { compared, othersOf, placeOf, type Compared } from './compare.js';

export function Comparison({ one }: { readonly one: RefusedDetail }) {
  const { expected } = one;
  return (
    <section class="card" aria-labelledby="refused-compared">
      <h2 id="refused-compared">{expected ? 'What was expected, and what came' : 'What came'}</h2>
      {expected && (
        <>
          <p>
            {expected.title} (<code>{expected.scheme}</code>)
            {expected.signs !== null && (
              <>
                {' '}
                signs <code>{expected.signs.replaceAll('\n', '\\n')}</code>
              </>
            )}
            . Signatures and credentials are shown as a hash.
          </p>
          <Expected parts={compared(one)} />
        </>
      )}
      <Others headers={othersOf(one)} />
    </section>
  );
}

function Expected({ parts }: { readonly parts: readonly Compared[] }) {
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label="What was expected beside what came">
      <table>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Where</th>
            <th scope="col">Expected</th>
            <th scope="col">Came</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={`${part.what} ${placeOf(part)}`}>
              <th scope="row">{part.what}</th>
              <td>
                <code>{placeOf(part)}</code>
              </td>
              <td>
                <code>{part.form}</code>
              </td>
              <td>
                <Came part={part} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Came({ part: { came, what } }: { readonly part: Compared }) {
  if (came === undefined) return <span class="quiet">see the body</span>;
  if (came.length === 0)
    return what === 'event' ? <span class="quiet">nothing</span> : <strong class="missing">missing</strong>;
  return (
    <>
      {came.map((value, i) => (
        <div key={i}>
          {value === null ? <span class="quiet">came; not shown to this role</span> : <code>{value}</code>}
        </div>
      ))}
      {came.length > 1 && <strong class="missing">came {came.length} times</strong>}
    </>
  );
}

function Others({ headers }: { readonly headers: ReturnType<typeof othersOf> }) {
  if (headers.length === 0) return <p class="quiet">No other headers are kept.</p>;
  return (
    <details>
      <summary>
        {headers.length} other {headers.length === 1 ? 'header' : 'headers'} that came
      </summary>
      <dl class="facts">
        {headers.map(([name, value], i) => (
          <HeaderFact key={i} {...{ name, value }} />
        ))}
      </dl>
    </details>
  );
}

function HeaderFact({ name, value }: { readonly name: string; readonly value: string | null }) {
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>{value === null ? <span class="quiet">not shown to this role</span> : <code>{value}</code>}</dd>
    </>
  );
}
