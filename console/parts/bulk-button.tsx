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
import { dryRunOf, type DryRun } from './job-words.js';
import { LostNote } from './lost-note.js';
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
  const [typed, type] = useState(String(work.rate));
  const rate = rateOf(typed);
  const { start, said } = useStart(work, close);
  const dry = useAnswer(`dry ${JSON.stringify(work.request)}`, (signal) =>
    answered(api.POST('/jobs', { body: { ...work.request, rate: work.rate, dryRun: true }, signal })),
  );
  const found = dry.data && dryRunOf(work.request, dry.data.matches);
  const canStart = found !== undefined && found.meant > 0 && rate !== undefined && said.is !== 'running';
  return (
    <Dialog title={work.title} close={close}>
      <p>{work.says}</p>
      {dry.problem && <ProblemNote problem={dry.problem} />}
      <p aria-live="polite">{found ? <Found {...found} /> : dry.asking && 'Counting …'}</p>
      <RateField {...{ typed, type, isRate: rate !== undefined }} />
      {rate !== undefined && <CommandLine line={work.line(rate)}>The same from a terminal:</CommandLine>}
      <div aria-live="polite">
        {said.is === 'refused' && <ProblemNote problem={said.problem} />}
        {said.is === 'lost' && <LostNote look="Look at the jobs before you start it again." />}
      </div>
      <p class="buttons">
        <button
          type="button"
          class={work.isGrave === true ? 'grave' : 'main'}
          disabled={!canStart}
          onClick={() => {
            if (rate !== undefined) start(rate);
          }}
        >
          {said.is === 'running' ? 'Starting …' : work.label}
        </button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </p>
    </Dialog>
  );
}

function Found({ says, counts }: DryRun) {
  return (
    <>
      {says}
      {Object.keys(counts).length > 0 && (
        <>
          {' '}
          <Tally counts={counts} />
        </>
      )}
    </>
  );
}

type Said =
  { readonly is: 'asked' | 'running' | 'lost' } | { readonly is: 'refused'; readonly problem: ApiProblem };

function useStart({ request }: BulkWork, close: () => void) {
  const [said, say] = useState<Said>({ is: 'asked' });
  const start = (rate: number): void => {
    say({ is: 'running' });
    answered(api.POST('/jobs', { body: { ...request, rate, dryRun: false } })).then(
      ({ id }) => {
        replace({ job: id ?? undefined });
        close();
      },
      (error: unknown) => {
        if (error instanceof ApiProblem) say({ is: 'refused', problem: error });
        else if (error instanceof GatewayAway) say({ is: 'lost' });
        else throw error;
      },
    );
  };
  return { start, said };
}

/** As the API takes it. */
const MAX_RATE = 10_000;

/** @returns undefined for what is no rate */
function rateOf(text: string): number | undefined {
  const rate = /^\d+$/.test(text) ? Number(text) : 0;
  return rate >= 1 && rate <= MAX_RATE ? rate : undefined;
}

interface RateFieldProps {
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly isRate: boolean;
}

function RateField({ typed, type, isRate }: RateFieldProps) {
  return (
    <p>
      <label>
        At most so many a second:{' '}
        <input
          {...{ type: 'number', min: 1, max: MAX_RATE, step: 1, value: typed }}
          aria-invalid={!isRate}
          onInput={({ currentTarget }) => {
            type(currentTarget.value);
          }}
        />
      </label>{' '}
      <span role="status" class="missing">
        {!isRate && `a whole number from 1 to ${MAX_RATE.toLocaleString()}`}
      </span>
    </p>
  );
}
