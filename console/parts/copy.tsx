/** Text that one wants elsewhere: ids, URLs, command lines. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const SAID_MS = 2_000;

interface CopyProps {
  readonly text: string;
  /** What it is, for those who do not see it: `the id`. */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyProps) {
  const [done, say] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (done === undefined) return undefined;
    const timer = setTimeout(() => {
      say(undefined);
    }, SAID_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [done]);
  const copy = (): void => {
    // Undefined where the page came over plain HTTP from another machine.
    const board = navigator.clipboard as Clipboard | undefined;
    Promise.resolve(board?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
      () => {
        say('copied');
      },
      () => {
        say('failed');
      },
    );
  };
  return (
    <button type="button" class="copy" aria-label={`Copy ${what}`} title={`Copy ${what}`} onClick={copy}>
      <span aria-live="polite">
        {done === 'copied' ? 'copied' : done === 'failed' ? 'select it' : 'copy'}
      </span>
    </button>
  );
}

/** An id, or another word of a machine, to be copied; `href` leads to what it is of. */
export function Copyable({ text, what, href }: CopyProps & { readonly href?: string | undefined }) {
  return (
    <span class="copyable">
      {href === undefined ? <code>{text}</code> : <a href={href}>{text}</a>}
      <CopyButton text={text} what={what} />
    </span>
  );
}

/** The line for a terminal that does the same as a button. */
export function CommandLine({
  line,
  children,
}: {
  readonly line: string;
  readonly children?: ComponentChildren;
}) {
  const code = useRef<HTMLElement>(null);
  return (
    <div class="command">
      {children}
      <code ref={code} tabIndex={0}>
        {line}
      </code>
      <CopyButton text={line} what="the command line" />
    </div>
  );
}
