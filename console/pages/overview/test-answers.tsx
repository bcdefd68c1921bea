/** What the receivers said to a test event. */
import type { components } from '../../api/openapi.js';
import { Copyable } from '../../parts/copy.js';
import { msText } from '../../parts/spans.js';

type Tested = components['schemas']['Tested'];
type Answer = Tested['destinations'][number];

export function TestAnswers({ destinations }: Tested) {
  return (
    <ul class="test-answers">
      {destinations.map((one) => (
        <li key={one.destination}>
          <OneAnswer {...one} />
        </li>
      ))}
    </ul>
  );
}

function OneAnswer({ destination, id, attempt }: Answer) {
  const { result, reason, status, durationMs, answer } = attempt;
  return (
    <>
      <strong>{destination}</strong> <span class={result === 'accepted' ? 'good' : 'bad'}>{result}</span>
      {status !== null && ` with ${status}`} in {msText(durationMs)}
      {reason !== null && `: ${reason}`}
      <br />
      <Copyable text={id} what="the message id" />
      {answer !== null && answer !== '' && (
        <pre tabIndex={0}>
          <code>{answer}</code>
        </pre>
      )}
    </>
  );
}
