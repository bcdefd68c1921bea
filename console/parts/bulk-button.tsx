/**
 * A button for bulk work: a job of the gateway. It asks first what there would be to do (a dry run), lets the rate be
 * chosen, and then leads to the job's progress, which stands in the address, so that it is still there after a reload.
 */
import { useState } from 'preact/hooks';
import { replace } from '../address/address.js';
import { useAnswer } from '../api/answer.js';
import { answered, api, ApiProblem, GatewayAway } from '../api/client.js';
import type { JobRequest } from '../api/types.js';
import { useMay } from '../shell/who.js';
import { CommandLine } from './copy.js';
import { Dialog } from './dialog.js';
import { ProblemNote } from './problem-note.js';
import { Tally } from './tally.js';

export interface BulkWork {
  readonly label: string;
  /** With what it is done to. */
  readonly title: string;
  readonly says: string;
  readonly isGrave?: boolean;
  /** Without rate and dry run. */
  readonly request: Omit<JobRequest, 'rate' | 'dryRun'>;
  /** The command line that does the same at this rate. */
  readonly line: (rate: number) => string;
  readonly rate: number;
}

export function BulkButton(work: BulkWork) {
  const [open, setOpen] = useState(false);
  if (!useMay('operator')) return null;
  return (
    <>
      <button
        type="button"
        class={work.isGrave === true ? 'grave' : undefined}
        aria-label={work.title}
        aria-haspopup="dialog"
        onClick={() => {
          setOpen(true);
        }}
      >
        {work.label}
      </button>
      {open && (
        <BulkDialog
          work={work}
          close={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function BulkDialog({ work, close }: { readonly work: BulkWork; readonly close: () => void }) {
  const [rate, setRate] = useState(work.rate);
  const { start, running, refused } = useStart(work, rate, close);
  const dry = useAnswer(`dry ${JSON.stringify(work.request)}`, (signal) =>
    answered(api.POST('/jobs', { body: { ...work.request, rate, dryRun: true }, signal })),
  );
  return (
    <Dialog title={work.title} close={close}>
      <p>{work.says}</p>
      {dry.problem && <ProblemNote problem={dry.problem} />}
      <p aria-live="polite">
        {dry.data ? (
          <>
            It matches <Tally counts={dry.data.matches} />.
          </>
        ) : (
          dry.asking && 'Counting …'
        )}
      </p>
      <RateField {...{ rate, setRate }} />
      <CommandLine line={work.line(rate)}>The same from a terminal:</CommandLine>
      {refused && <ProblemNote problem={refused} />}
      <p class="buttons">
        <button
          type="button"
          class={work.isGrave === true ? 'grave' : 'main'}
          disabled={!dry.data || running}
          onClick={start}
        >
          {running ? 'Starting …' : work.label}
        </button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </p>
    </Dialog>
  );
}

interface Start {
  readonly start: () => void;
  readonly running: boolean;
  readonly refused: ApiProblem | undefined;
}

function useStart({ request }: BulkWork, rate: number, close: () => void): Start {
  const [refused, refuse] = useState<ApiProblem>();
  const [running, setRunning] = useState(false);
  const start = (): void => {
    setRunning(true);
    answered(api.POST('/jobs', { body: { ...request, rate, dryRun: false } }))
      .then(
        ({ id }) => {
          replace({ job: id ?? undefined });
          close();
        },
        (error: unknown) => {
          if (error instanceof ApiProblem) refuse(error);
          else if (!(error instanceof GatewayAway)) throw error;
        },
      )
      .finally(() => {
        setRunning(false);
      });
  };
  return { start, running, refused };
}

/** As the API takes it. */
const MAX_RATE = 10_000;

interface RateFieldProps {
  readonly rate: number;
  readonly setRate: (rate: number) => void;
}

function RateField({ rate, setRate }: RateFieldProps) {
  return (
    <p>
      <label>
        At most so many a second:{' '}
        <input
          {...{ type: 'number', min: 1, max: MAX_RATE, value: rate }}
          onInput={({ currentTarget: { valueAsNumber } }) => {
            if (Number.isSafeInteger(valueAsNumber)) setRate(Math.min(MAX_RATE, Math.max(1, valueAsNumber)));
          }}
        />
      </label>
    </p>
  );
}
