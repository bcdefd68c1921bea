/** Why it was refused, the likeliest cause first, each with the line of the configuration that mends it. */
import type { RefusedDetail } from '../../api/types.js';
import { CopyButton } from '../../parts/copy.js';

export function Causes({ causes }: { readonly causes: RefusedDetail['explanations'] }) {
  return (
    <section class="card" aria-labelledby="refused-causes">
      <h2 id="refused-causes">Why, and what to change</h2>
      {causes.length === 0 ? (
        <p>Nothing is to be said of it beyond its reason.</p>
      ) : (
        <ol class="causes">
          {causes.map((cause) => (
            <Cause key={`${cause.cause} ${cause.evidence}`} {...cause} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Cause({ cause, text, evidence, line }: RefusedDetail['explanations'][number]) {
  return (
    <li>
      <p class="text">{text}</p>
      <p class="quiet">
        {evidence} <code>{cause}</code>
      </p>
      {line !== null && (
        <div class="command">
          Change: <code>{line}</code>
          <CopyButton text={line} what="the line of the configuration" />
        </div>
      )}
    </li>
  );
}
