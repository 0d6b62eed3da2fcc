// What /widget.js puts into a page. Copy this file beside your own types; it needs nothing else.

/** The element `<parley-chat>`: a launcher with its panel or, with mode="inline", the chat where the element stands. */
export interface ParleyChat extends HTMLElement {
  readonly isOpen: boolean;
  /** Answers that came while the panel was closed. */
  readonly unread: number;
  open(): void;
  close(): void;
  toggle(): void;
  /** Says something for the visitor; the panel need not be open. */
  send(text: string): void;
  /** Who the visitor is: a token that your server signed. Call it before the panel opens, or whenever it changes. */
  identify(token: string): void;
  /** Leaves the conversation and begins another. */
  restart(): void;
}

export interface ParleyEvents {
  "parley-ready": CustomEvent<undefined>;
  "parley-open": CustomEvent<undefined>;
  "parley-close": CustomEvent<undefined>;
  /** How many answers are unread. */
  "parley-unread": CustomEvent<number>;
  /** The visitor is asked to sign in. */
  "parley-signin": CustomEvent<string>;
  /** Name and state of the dialog, with a space between; empty when none runs. Never what was said. */
  "parley-dialog": CustomEvent<string>;
  /** A code of the protocol, or "load" when the chat could not be loaded. */
  "parley-error": CustomEvent<string>;
}

declare global {
  interface HTMLElementTagNameMap { "parley-chat": ParleyChat }
  interface DocumentEventMap extends ParleyEvents {}
}
