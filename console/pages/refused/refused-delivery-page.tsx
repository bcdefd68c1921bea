/** One refused delivery: why, the line to change, what came beside what was expected, and the way to take it. */
import { hrefOf, useAddress } from '../../address/address.js';
import { useAnswer } from '../../api/answer.js';
import { answered, api } from '../../api/client.js';
import type { RefusedDetail } from '../../api/types.js';
import { Body } from '../../parts/body.js';
import { BulkButton } from '../../parts/bulk-button.js';
import { Copyable } from '../../parts/copy.js';
import { JobProgress } from '../../parts/job-progress.js';
import { OutcomeWord } from '../../parts/outcome.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Time } from '../../parts/time.js';
import { useMay } from '../../shell/who.js';
import { AllowButton } from './allow-button.js';
import { Causes, RouteLink } from './causes.js';
import { Comparison } from './comparison.js';
import { readWords } from './read-words.js';
import { verifyOneWork } from './verify-work.js';

const EVERY_MS = 5_000;

export function RefusedDeliveryPage() {
  const {
    path: [, id = ''],
    query: { route, job },
  } = useAddress();
  const ask = (signal: AbortSignal): Promise<RefusedDetail> =>
    answered(
      api.GET('/refused/{id}', {
        params: { path: { id }, query: route === undefined ? {} : { route } },
        signal,
      }),
    );
  const { data, problem } = useAnswer(
    `refused ${id} ${route ?? ''}`,
    ask,
    job === undefined ? undefined : EVERY_MS,
  );
  return (
    <>
      <p>
        <a href={hrefOf(['refused'], { route })}>Refused</a>
      </p>
      {job !== undefined && <JobProgress id={job} />}
      {problem?.code === 'unknown_refused' ? (
        <Gone id={id} wasTaken={job !== undefined} />
      ) : (
        problem && <ProblemNote problem={problem} />
      )}
      {data && <Shown one={data} />}
      {!data && !problem && <p class="quiet">Asking …</p>}
    </>
  );
}

function Gone({ id, wasTaken }: { readonly id: string; readonly wasTaken: boolean }) {
  return (
    <>
      <h1>Refused delivery</h1>
      <p class="card">
        {wasTaken
          ? 'It left the list: it was genuine, and was accepted, queued, or known as a duplicate.'
          : 'It is not in the list any more: it was taken, or its day is over, or it had to give way to newer ones.'}{' '}
        <a href={hrefOf(['deliveries'], { since: new Date(Date.now() - 3_600_000).toISOString() })}>
          Deliveries of the last hour
        </a>{' '}
        <code class="quiet">{id}</code>
      </p>
    </>
  );
}

function Shown({ one }: { readonly one: RefusedDetail }) {
  const { id, route, outcome, reason, messageId } = one;
  return (
    <>
      <div class="head-line">
        <h1>
          <OutcomeWord outcome={outcome} reason={reason} /> <span class="quiet">on {route}</span>
        </h1>
        <p class="buttons">
          {outcome === 'event_reuse' && messageId !== null && (
            <AllowButton messageId={messageId} route={route} />
          )}
          {route !== '_unmatched' && <BulkButton {...verifyOneWork(id, route)} />}
        </p>
      </div>
      <Facts one={one} />
      <Causes one={one} />
      <Comparison one={one} />
      <BodyCard one={one} />
    </>
  );
}

function Facts({ one }: { readonly one: RefusedDetail }) {
  const { id, route, receivedAt, client, method, path, query, count, nearest, messageId, answer } = one;
  const names = query.map((name) => `${name}=…`).join('&');
  return (
    <section class="card" aria-label="What it is">
      <dl class="facts">
        <dt>Received</dt>
        <dd>
          <Time at={receivedAt} />
          {count > 1 && `, and ${(count - 1).toLocaleString()} times more`}
        </dd>
        <dt>Request</dt>
        <dd>
          <code>
            {method} {path}
            {names === '' ? '' : `?${names}`}
          </code>
        </dd>
        <dt>Client</dt>
        <dd>
          <a href={hrefOf(['refused'], { route, client })}>{client}</a>
        </dd>
        <dt>Id in this list</dt>
        <dd>
          <Copyable text={id} what="the id in the list" />
        </dd>
        {messageId !== null && (
          <>
            <dt>Message id</dt>
            <dd>
              <Copyable text={messageId} what="the message id" />
            </dd>
          </>
        )}
        {nearest !== null && (
          <>
            <dt>Nearest route</dt>
            <dd>
              <RouteLink route={nearest} />
            </dd>
          </>
        )}
        {answer && (
          <>
            <dt>Last try to take it</dt>
            <dd>
              <OutcomeWord outcome={answer.outcome} reason={answer.reason} />
              {answer.status !== null && ` (the receiver answered ${answer.status})`}, <Time at={answer.at} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function BodyCard({ one }: { readonly one: RefusedDetail }) {
  const { body, bodyEncoding } = one;
  const isReader = useMay('reader');
  return (
    <section class="card" aria-labelledby="refused-body">
      <h2 id="refused-body">Body</h2>
      <p class="quiet">{readWords(one)}</p>
      {body !== null && bodyEncoding !== null && body !== '' ? (
        <Body body={body} encoding={bodyEncoding} />
      ) : (
        one.bytes > 0 && (
          <p>
            {isReader
              ? 'It is not kept, or it is a credential itself.'
              : 'A token of the role viewer may not see it.'}
          </p>
        )
      )}
    </section>
  );
}
