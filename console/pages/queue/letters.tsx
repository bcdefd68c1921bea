/** The messages themselves: dead letters, or what is pending, with the bulk work that can be done to those chosen. */
import { hrefOf, useAddress } from '../../address/address.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { ScopeNote } from '../../parts/scope.js';
import { Time } from '../../parts/time.js';
import { BulkWork } from './bulk-work.js';
import { choiceIn, inWords, shownIn, type Choice, type Shown } from './choice.js';
import { LetterRows } from './letter-rows.js';
import { useLetters, type Letters as Found } from './use-letters.js';

const TITLES: Readonly<Record<Shown, string>> = { dead: 'Dead letters', pending: 'Pending' };

interface LettersProps {
  /** Set to what looks again. */
  readonly look: { current: (() => void) | undefined };
}

export function Letters({ look }: LettersProps) {
  const { query } = useAddress();
  const shown = shownIn(query);
  const choice = choiceIn(query);
  const letters = useLetters(shown, choice, query['rows']);
  look.current = letters.again;
  return (
    <section class="card letters">
      <div class="head-line">
        <h2>
          {TITLES[shown]}
          <span class="quiet">{inWords(shown === 'dead' ? choice : placeOf(choice))}</span>
        </h2>
        <Tabs shown={shown} />
      </div>
      <div class="tools">
        <BulkWork {...{ shown, choice }} />
        <button type="button" onClick={letters.again} disabled={letters.asking}>
          Refresh
        </button>
        <span class="found" role="status">
          {letters.data && <FoundText letters={letters} />}
          {letters.asking && <span class="quiet"> Asking …</span>}
        </span>
      </div>
      {shown === 'pending' && choice.reason !== undefined && (
        <p class="quiet">What is pending has no reason yet: the filter by reason says nothing here.</p>
      )}
      {letters.problem && <ProblemNote problem={letters.problem} />}
      {letters.data && <List {...{ letters, shown, choice }} />}
    </section>
  );
}

function placeOf({ route, destination }: Choice): Choice {
  return { ...(route !== undefined && { route }), ...(destination !== undefined && { destination }) };
}

function Tabs({ shown }: { readonly shown: Shown }) {
  const { path, query } = useAddress();
  return (
    <nav class="modes" aria-label="Which messages">
      {(['dead', 'pending'] as const).map((one) => (
        <a
          key={one}
          href={hrefOf(path, { ...query, show: one, rows: undefined })}
          aria-current={one === shown ? 'true' : undefined}
        >
          {TITLES[one]}
        </a>
      ))}
    </nav>
  );
}

function FoundText({ letters: { data, at } }: { readonly letters: Found }) {
  if (!data) return null;
  const { rows, next, scope } = data;
  return (
    <>
      {rows.length.toLocaleString()}
      {next !== null && ' or more'} <ScopeNote scope={scope} />, as of <Time at={at} isShort />
    </>
  );
}

interface ListProps {
  readonly letters: Found;
  readonly shown: Shown;
  readonly choice: Choice;
}

function List({ letters, shown, choice }: ListProps) {
  const { data, asking, more } = letters;
  if (!data) return null;
  if (data.rows.length === 0 && data.next === null)
    return (
      <p>
        {shown === 'dead'
          ? `No dead letters${inWords(choice)}.`
          : `Nothing is pending${inWords(placeOf(choice))}.`}
      </p>
    );
  return (
    <LetterRows {...{ shown, rows: data.rows, label: TITLES[shown] }}>
      <p class="end">
        {data.next === null ? (
          <span class="quiet">That is all.</span>
        ) : (
          more && (
            <button type="button" onClick={more} disabled={asking}>
              {asking ? 'Looking …' : 'More'}
            </button>
          )
        )}
      </p>
    </LetterRows>
  );
}
