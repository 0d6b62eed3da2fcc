// One drawn turn: what its blocks may do, and the buttons that go out of use when it is no longer the newest.

import { hidden } from "./dom";
import type { Choice } from "./protocol";
import { t } from "./words";

/** What a block can ask the chat to do. */
export interface Chat {
  /** A choice was taken; label is what the person is shown to have said. Returns the id of the frame. */
  choose(value: string, seq: number, label: string): string;
  say(text: string): void;
  /** Remembers the window of a sign-in, so that its proof is accepted from there only. */
  opened(popup: Window): void;
  /** Lets the person write the code of a sign-in. */
  code(): void;
  /** Gives the focus to where a person goes on when nothing new can be pressed. */
  focus(): void;
  /** The origin of the chat's own server. */
  home: string;
}

export type Turn = ReturnType<typeof newTurn>;

export function newTurn(seq: number, chat: Chat) {
  const buttons: HTMLButtonElement[] = [];
  const forms: HTMLElement[] = [];
  let open = true;
  let taken: { id: string; undo(): void } | undefined;

  /** Makes the button do something while the turn is the newest one. */
  function act(button: HTMLButtonElement, action: () => void): void {
    buttons.push(button);
    button.addEventListener("click", () => open && action());
  }

  /** Makes the button send the choice while the turn is the newest one. */
  function offer(button: HTMLButtonElement, choice: Choice, label = choice.label): void {
    act(button, () => {
      close();
      const mark = hidden(`, ${t("chosen")}`);
      button.classList.add("taken");
      button.append(mark);
      taken = {
        id: chat.choose(choice.value, seq, label),
        undo() {
          button.classList.remove("taken");
          mark.remove();
        },
      };
    });
  }

  /** A part that is only of use while the turn is the newest one. */
  function temporary(form: HTMLElement): void {
    forms.push(form);
  }

  /** Choices stay visible and focusable, but do nothing any more. */
  function close(): void {
    open = false;
    for (const button of buttons) button.ariaDisabled = "true";
    for (const form of forms) if (!form.matches(":focus-within")) form.hidden = true;
  }

  /** The choice did not arrive, and the turn may be chosen from again. */
  function reopen(id: string): void {
    if (id !== taken?.id) return;
    taken.undo();
    open = true;
    for (const button of buttons) button.ariaDisabled = null;
    for (const form of forms) form.hidden = false;
  }

  return { chat, act, offer, temporary, close, reopen };
}
