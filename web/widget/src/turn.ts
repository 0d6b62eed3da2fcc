// One drawn turn: what its blocks may do, and the buttons that go out of use when it is no longer the newest.

import { el } from "./dom";
import type { Choice } from "./protocol";
import { words } from "./words";

/** What a block can ask the chat to do. */
export interface Chat {
  /** A choice was taken; label is what the person is shown to have said. Returns the id of the frame. */
  choose(value: string, seq: number, label: string): string;
  say(text: string): void;
  /** Remembers the window of a sign-in, so that its proof is accepted from there only. */
  opened(popup: Window): void;
}

export class Turn {
  private readonly buttons: HTMLButtonElement[] = [];
  private readonly forms: HTMLElement[] = [];
  private open = true;
  private takenID = "";
  private taken: HTMLButtonElement | undefined;

  constructor(readonly seq: number, readonly chat: Chat) {}

  /** Makes the button send the choice while the turn is the newest one. */
  offer(button: HTMLButtonElement, choice: Choice, label = choice.label): void {
    this.buttons.push(button);
    button.addEventListener("click", () => {
      if (!this.open) return;
      this.close();
      this.taken = button;
      button.classList.add("taken");
      button.append(el("span", { class: "hidden mark" }, `, ${words.chosen}`));
      this.takenID = this.chat.choose(choice.value, this.seq, label);
    });
  }

  /** Makes the button do something with words, while the turn is the newest one. */
  act(button: HTMLButtonElement, action: () => void): void {
    this.buttons.push(button);
    button.addEventListener("click", () => this.open && action());
  }

  /** A part that is only of use while the turn is the newest one. */
  temporary(form: HTMLElement): void {
    this.forms.push(form);
  }

  /** Choices stay visible and focusable, but do nothing any more. */
  close(): void {
    this.open = false;
    for (const button of this.buttons) button.setAttribute("aria-disabled", "true");
    for (const form of this.forms) if (!form.contains(document.activeElement)) form.hidden = true;
  }

  /** The choice did not arrive, and the turn may be chosen from again. */
  reopen(id: string): boolean {
    if (!id || id !== this.takenID) return false;
    this.open = true;
    this.takenID = "";
    this.taken?.classList.remove("taken");
    this.taken?.querySelector(".mark")?.remove();
    for (const button of this.buttons) button.removeAttribute("aria-disabled");
    for (const form of this.forms) form.hidden = false;
    return true;
  }
}
