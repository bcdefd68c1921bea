/** A button that changes something: it says first what it will do, and which command line does the same. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ApiProblem, GatewayAway } from '../api/client.js';
import type { Role } from '../api/types.js';
import { useMay } from '../shell/who.js';
import { CommandLine } from './copy.js';
import { Dialog } from './dialog.js';
import { LostNote } from './lost-note.js';
import { ProblemNote } from './problem-note.js';

interface WriteButtonProps {
  /** On the button. */
  readonly label: string;
  /** The same in full, with what it is done to: for those who hear buttons without what stands around them. */
  readonly title: string;
  /** What it will do. */
  readonly says: ComponentChildren;
  readonly line: string;
  /** What cannot be undone looks like it. */
  readonly isGrave?: boolean;
  readonly role?: Role;
  /** False takes the button away; what it is asking, or has done, stays until it is closed. */
  readonly isOffered?: boolean;
  /** @returns what became of it, in words. @throws ApiProblem, GatewayAway (rejects) */
  readonly run: () => Promise<ComponentChildren>;
  /** When it is done, or may have been. */
  readonly after?: () => void;
}

export function WriteButton(props: WriteButtonProps) {
  const [open, setOpen] = useState(false);
  const { label, title, isGrave = false, role = 'operator', isOffered = true } = props;
  if (!useMay(role)) return null;
  return (
    <>
      {isOffered && (
        <button
          type="button"
          class={isGrave ? 'grave' : undefined}
          aria-label={title}
          aria-haspopup="dialog"
          onClick={() => {
            setOpen(true);
          }}
        >
          {label}
        </button>
      )}
      {open && (
        <WriteDialog
          {...props}
          close={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

type Said =
  | { readonly is: 'asked' }
  | { readonly is: 'running' }
  | { readonly is: 'done'; readonly result: ComponentChildren }
  | { readonly is: 'refused'; readonly problem: ApiProblem }
  | { readonly is: 'lost' };

function WriteDialog(props: WriteButtonProps & { readonly close: () => void }) {
  const { title, says, line, label, isGrave = false, run, after, close } = props;
  const [said, say] = useState<Said>({ is: 'asked' });
  const start = (): void => {
    say({ is: 'running' });
    run()
      .then(
        (result) => {
          say({ is: 'done', result });
        },
        (error: unknown) => {
          if (error instanceof ApiProblem) say({ is: 'refused', problem: error });
          else if (error instanceof GatewayAway) say({ is: 'lost' });
          else throw error;
        },
      )
      .finally(after);
  };
  const isOver = said.is === 'done';
  return (
    <Dialog title={title} close={close}>
      <div>{says}</div>
      <CommandLine line={line}>The same from a terminal:</CommandLine>
      <Result said={said} />
      <p class="buttons">
        {!isOver && (
          <button
            type="button"
            class={isGrave ? 'grave' : 'main'}
            disabled={said.is === 'running'}
            onClick={start}
          >
            {said.is === 'running' ? 'Under way …' : label}
          </button>
        )}
        <button type="button" onClick={close}>
          {isOver ? 'Close' : 'Cancel'}
        </button>
      </p>
    </Dialog>
  );
}

function Result({ said }: { readonly said: Said }) {
  return (
    <div aria-live="polite">
      {said.is === 'done' && <div class="done">{said.result}</div>}
      {said.is === 'refused' && <ProblemNote problem={said.problem} />}
      {said.is === 'lost' && <LostNote look="Look before you try again." />}
    </div>
  );
}
