/** Lines that send the body to the receiver from a shell: one that nobody signed, and one that signs. */
import { useAnswer } from '../../api/answer.js';
import { answered, api } from '../../api/client.js';
import { curlLine, signedLine, type ByHand } from '../../commands/by-hand.js';
import type { Place } from '../../commands/delivery-lines.js';
import { CopyButton } from '../../parts/copy.js';
import { useMay } from '../../shell/who.js';
import { useDestination } from './use-destination.js';
import type { DeliveryDetail } from '../../api/types.js';

interface ByHandProps {
  readonly delivery: DeliveryDetail;
  readonly place: Place;
}

export function ByHandCard({ delivery, place }: ByHandProps) {
  const { body, bodyEncoding, event } = delivery;
  const destination = useDestination(place);
  const isReader = useMay('reader');
  return (
    <section class="card by-hand" aria-labelledby="by-hand">
      <h2 id="by-hand">Send it by hand</h2>
      {body === null || bodyEncoding === null ? (
        <p class="quiet">
          {delivery.bodyKept && !isReader
            ? 'The line would hold the body, which the token’s role may not see (reader may).'
            : 'There is no line without a body, and the body is not kept.'}
        </p>
      ) : !destination ? (
        <p class="quiet">The destination {place.destination} is not configured any more.</p>
      ) : (
        <Lines
          sent={{ url: destination.url, id: place.id, event, body, encoding: bodyEncoding }}
          place={place}
        />
      )}
    </section>
  );
}

function Lines({ sent, place: { route, destination } }: { readonly sent: ByHand; readonly place: Place }) {
  const { data } = useAnswer('routes', (signal) => answered(api.GET('/routes', { signal })));
  const configured = data?.data
    .find(({ name }) => name === route)
    ?.destinations.find(({ name }) => name === destination);
  const scheme = configured?.scheme;
  return (
    <>
      <h3>With curl, unsigned</h3>
      <p>
        {scheme === 'none' ? (
          <>The gateway signs nothing for this receiver either.</>
        ) : (
          <>
            <strong>It carries no signature</strong>, so a receiver that verifies refuses it. The ids are the
            message’s; the content type is read off the body.
          </>
        )}{' '}
        If the URL has a query, add it: it is not shown here.
      </p>
      <Line line={curlLine(sent)} what="the curl line" />
      {scheme !== undefined && scheme !== 'none' && <Signed {...{ sent, scheme }} />}
    </>
  );
}

function Signed({ sent, scheme }: { readonly sent: ByHand; readonly scheme: string }) {
  return (
    <>
      <h3>With webhook-gateway, signed</h3>
      <p>
        Signs as the gateway would, under <code>{scheme}</code>, with the receiver’s secret from the variable{' '}
        <code>RECEIVER_SECRET</code>. <code>send</code> knows the built-in schemes; for one of your own,
        Replay has the gateway sign.
      </p>
      <Line line={signedLine(sent, scheme)} what="the signed line" />
    </>
  );
}

/** Characters that are shown; what is copied is whole. */
const SHOWN = 1_500;

function Line({ line, what }: { readonly line: string; readonly what: string }) {
  const isCut = line.length > SHOWN;
  return (
    <figure class="line">
      <pre tabIndex={0}>
        <code>{isCut ? `${line.slice(0, SHOWN)} …` : line}</code>
      </pre>
      <figcaption>
        <CopyButton text={line} what={what} />
        {isCut && (
          <span class="quiet">
            {line.length.toLocaleString()} characters, of which the first {SHOWN.toLocaleString()} are shown;
            all are copied.
          </span>
        )}
      </figcaption>
    </figure>
  );
}
