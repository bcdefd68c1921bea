/** A question over the page. The browser keeps the keyboard inside it, and Escape leaves it. */
import { createPortal, type ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

/** It stands in no cell and no list, whose style it would have otherwise. */
export function Dialog(props: DialogProps) {
  return createPortal(<Asked {...props} />, document.body);
}

function Asked({ title, close, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={close}>
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
