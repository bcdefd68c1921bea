/** Where the time went from the receipt of a delivery to the answer of its source: the steps, to scale. */
import type { DeliveryDetail, Step } from '../../api/types.js';
import { msText } from '../../parts/spans.js';
import { placed, shares, spentBy, totalOf, type PlacedStep, type SpentBy } from './way-layout.js';

const TITLES: Readonly<Record<SpentBy, string>> = {
  gateway: 'the gateway',
  source: 'the source',
  receiver: 'the receiver',
  others: 'other destinations',
};

const SAYS: Readonly<Record<Step['step'], string>> = {
  receive: 'the body comes in',
  verify: 'signature checked, ids read',
  claim: 'the store is asked whether it is new',
  translate: 'made for the receiver',
  attempt: 'the receiver is waited for',
  store: 'written into the queue',
  settle: 'remembered, and answered',
  others: 'other destinations waited for',
};

export function WayCard({ steps, answered }: Pick<DeliveryDetail, 'steps' | 'answered'>) {
  const total = totalOf(steps, answered?.afterMs);
  return (
    <section class="card way" aria-labelledby="way">
      <h2 id="way">The way</h2>
      {steps.length === 0 ? (
        <p class="quiet">How long each step took is not known of this delivery.</p>
      ) : (
        <ol aria-label="Steps, from the receipt to the answer">
          {placed(steps, total).map((step, i) => (
            <StepLine key={i} {...step} />
          ))}
        </ol>
      )}
      <Told answered={answered} isStored={steps.some(({ step }) => step === 'store')} />
      <Shares steps={steps} />
    </section>
  );
}

function StepLine({ step, startMs, durationMs, left, width }: PlacedStep) {
  const by = spentBy(step);
  return (
    <li>
      <span class="name">{step}</span>
      <span class="says">{SAYS[step]}</span>
      <span class="track" title={`begins after ${msText(startMs)}; spent by ${TITLES[by]}`}>
        <span class={by} style={{ marginLeft: `${left}%`, width: `${width}%` }} />
      </span>
      <span class="took">{msText(durationMs)}</span>
    </li>
  );
}

interface ToldProps {
  readonly answered: DeliveryDetail['answered'];
  readonly isStored: boolean;
}

function Told({ answered, isStored }: ToldProps) {
  if (!answered) return <p class="told">What its source was told is not known, or nobody waited for it.</p>;
  const { status, afterMs } = answered;
  const isGood = status >= 200 && status < 300;
  return (
    <p class="told">
      The source was told <strong class={isGood ? 'good' : 'bad'}>{status}</strong> after{' '}
      <strong>{msText(afterMs)}</strong>.{isStored && ' From then on the queue delivers.'}
    </p>
  );
}

/** In words, what the colours say. */
function Shares({ steps }: Pick<DeliveryDetail, 'steps'>) {
  const all = shares(steps);
  if (all.length === 0) return null;
  return (
    <p class="shares">
      {all.map(([by, ms]) => (
        <span key={by}>
          <span class={`key ${by}`} /> {TITLES[by]} {msText(ms)}
        </span>
      ))}
    </p>
  );
}
