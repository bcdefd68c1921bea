/** The request that a destination would get, or why there is none. */
import { Body } from '../../parts/body.js';
import { OutcomeWord } from '../../parts/outcome.js';

export interface WouldGet {
  readonly destination: string;
  readonly url: string;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly says: string | null;
  readonly method: string;
  readonly headers: readonly (readonly string[])[];
  readonly body: string | null;
  readonly bodyEncoding: 'utf8' | 'base64' | null;
  readonly changed: boolean;
}

export function Translated({ one }: { readonly one: WouldGet }) {
  const { destination, url, outcome, reason, says, method, headers, body, bodyEncoding, changed } = one;
  return (
    <section class="translated" aria-label={`What ${destination} would get`}>
      <h3>{destination}</h3>
      {outcome !== null ? (
        <p>
          Nothing: <OutcomeWord outcome={outcome} reason={reason} /> {says}
        </p>
      ) : (
        <>
          <pre tabIndex={0}>
            <code>
              {`${method} ${url}\n${headers.map(([name = '', value = '']) => `${name}: ${value}`).join('\n')}`}
            </code>
          </pre>
          <p class="quiet">
            {changed ? 'The body is another one than what came:' : 'The body goes on byte for byte:'}
          </p>
          {body !== null && bodyEncoding !== null && <Body body={body} encoding={bodyEncoding} />}
        </>
      )}
    </section>
  );
}
