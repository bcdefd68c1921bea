/** Unfolds what belongs to it; whether it is unfolded stands in the address, so the caller keeps it. */
import type { ComponentChildren } from 'preact';

interface UnfoldButtonProps {
  /** The id of what it unfolds. */
  readonly controls: string;
  readonly isOpen: boolean;
  readonly toggle: () => void;
  readonly id?: string;
  readonly children: ComponentChildren;
}

export function UnfoldButton({ controls, isOpen, toggle, id, children }: UnfoldButtonProps) {
  return (
    <button
      type="button"
      class="unfold"
      {...{ id, 'aria-expanded': isOpen }}
      aria-controls={isOpen ? controls : undefined}
      onClick={toggle}
    >
      <span class="mark" aria-hidden="true">
        ▸
      </span>
      {children}
    </button>
  );
}
