/** Where the time went from the receipt of a delivery to the answer of its source: the steps, to scale. */
import { msText } from '../../parts/time.js';
import { placed, shares, spentBy, totalOf, type PlacedStep, type SpentBy } from './way-layout.js';
import type { WayDetail } from './way-detail.js';

const TITLES: Readonly<Record<SpentBy, string>> = {
  gateway: 'the gateway',
  source: 'the source',
  receiver: 'the receiver',
  others: 'other destinations',
};

/** What happens in a step; of a later gateway there may be others. */
const SAYS: Readonly<Record<string, string>> = {
  receive: 'the body is uploaded',
  verify: 'signature checked, ids read',
  claim: 'the store says whose it is',
  translate: 'the message is made',
  attempt: 'the receiver is waited for',
  store: 'written into the queue',
  settle: 'remembered, and answered',
  others: 'other destinations waited for',
};

export function WayCard({ steps = [], answered = null }: WayDetail) {
  const total = totalOf(steps, answered?.afterMs);
  return (
    <section class="card way" aria-labelledby="way">
      <h2 id="way">The way</h2>
      {steps.length === 0 ? (
        <p class="quiet">
          How long each step took is not known of this delivery: it was noted before the gateway kept that.
        </p>
      ) : (
        <ol aria-label="Steps, from the receipt to the answer">
          {placed(steps, total).map((step, i) => (
            <StepLine key={i} {...step} />
          ))}
        </ol>
      )}
      <Told answered={answered} isStored={steps.some(({ step }) => step === 'store')} />
      <Shares {...{ steps }} />
    </section>
  );
}

function StepLine({ step, startMs, durationMs, left, width }: PlacedStep) {
  const by = spentBy(step);
  const says = Object.hasOwn(SAYS, step) ? SAYS[step] : undefined;
  return (
    <li>
      <span class="name">{step}</span>
      <span class="says">{says}</span>
      <span class="track" title={`begins after ${msText(startMs)}; spent by ${TITLES[by]}`}>
        <span class={by} style={{ marginLeft: `${left}%`, width: `${width}%` }} />
      </span>
      <span class="took">{msText(durationMs)}</span>
    </li>
  );
}

interface ToldProps {
  readonly answered: NonNullable<WayDetail['answered']> | null;
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
function Shares({ steps }: Required<Pick<WayDetail, 'steps'>>) {
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
