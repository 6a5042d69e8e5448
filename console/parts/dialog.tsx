import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

/** A question or a form over the page, which cannot be reached meanwhile. */
export function Dialog({
  title,
  isOpen,
  onClose,
  children,
}: {
  readonly title: string;
  readonly isOpen: boolean;
  /** Escape, or the button. */
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = dialog;
    if (!isOpen || current === null) return;
    const before = document.activeElement;
    current.showModal();
    return () => {
      current.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <dialog
      class="dialog"
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
      {/* Last, so that what the dialog is about gets the focus first. */}
      <button type="button" class="button plain dialog-close" aria-label="Close" onClick={onClose}>
        ✕
      </button>
    </dialog>
  );
}
