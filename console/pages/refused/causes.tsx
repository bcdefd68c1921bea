/** Why it was refused, the likeliest cause first, each with the line of the configuration that mends it. */
import type { RefusedDetail } from '../../api/types.js';
import { hrefOf } from '../../address/address.js';
import { CopyButton } from '../../parts/copy.js';

type Explanation = RefusedDetail['explanations'][number];

export function Causes({ one }: { readonly one: RefusedDetail }) {
  const { explanations: causes, route } = one;
  return (
    <section class="card" aria-labelledby="refused-causes">
      <h2 id="refused-causes">Why, and what to change</h2>
      {causes.length === 0 ? (
        <NothingMore one={one} />
      ) : (
        <ol class="causes">
          {causes.map((cause) => (
            <Cause key={`${cause.cause} ${cause.evidence}`} {...cause} route={route} />
          ))}
        </ol>
      )}
    </section>
  );
}

/** Where its outcome says all. */
function NothingMore({ one: { route, path, nearest, outcome, reason } }: { readonly one: RefusedDetail }) {
  if (route === '_unmatched')
    return (
      <p>
        No route has the path <code>{path}</code>.{' '}
        {nearest === null ? (
          'None is near it either.'
        ) : (
          <>
            The nearest is <RouteLink route={nearest} />: was that one meant?
          </>
        )}
      </p>
    );
  return <p>Nothing is to be said of it beyond its {reason === null ? `outcome, ${outcome}` : 'reason'}.</p>;
}

/** To its row of the overview. */
export function RouteLink({ route }: { readonly route: string }) {
  return <a href={hrefOf([''], { open: route, at: route })}>{route}</a>;
}

interface CauseProps extends Explanation {
  readonly route: string;
}

function Cause({ cause, text, evidence, line, route }: CauseProps) {
  return (
    <li>
      <p class="text">{text}</p>
      <p class="quiet">
        {evidence} <code>{cause}</code>
      </p>
      {line !== null && (
        <div class="command">
          Change, of the route {route}: <code>{line}</code>
          <CopyButton text={line} what="the line of the configuration" />
        </div>
      )}
    </li>
  );
}
