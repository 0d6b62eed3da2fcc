// The box. Its keyboard follows the open question; Enter sends, Shift-Enter breaks, and composing never sends.

import { clean, el, icon } from "./dom";
import type { Input } from "./protocol";
import { t } from "./words";

const keyboards: { [type: string]: string } = { money: "decimal", number: "decimal", email: "email", phone: "tel", url: "url" };

export function newComposer(send: (text: string) => void, scroll: (key: string) => void) {
  const box = el("textarea", {
    id: "box", rows: 1, maxlength: 4000, enterkeyhint: "send", dir: "auto", "aria-label": t("box"), "aria-describedby": "box-hint",
    keydown: (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        submit();
      } else if (!box.value && ["PageUp", "PageDown", "Home", "End"].includes(event.key)) {
        event.preventDefault();
        scroll(event.key);
      }
    },
    input: () => fit(),
  });
  const button = el("button.send", { "aria-label": t("send") }, icon("send"));
  const note = el("p", { id: "box-hint", class: "hidden" });
  let asked: [Input?, string?] = [];
  const fields = el("fieldset", box, button, note);
  const node = el("form.composer", {
    submit: (event: Event) => {
      event.preventDefault();
      submit();
    },
  }, fields);

  /** Takes keyboard, completion and hint from the open question; undefined goes back to plain words. */
  function ask(input?: Input, hint?: string): void {
    asked = [input, hint];
    const keyboard = keyboards[input?.type ?? ""] ?? "text";
    box.inputMode = keyboard;
    box.autocomplete = (/email|tel|url/.test(keyboard) ? keyboard : "off") as AutoFill;
    note.textContent = clean(hint);
    box.placeholder = note.textContent || t("placeholder");
  }

  /** For the digits of a sign-in, which some browsers fill in; leaving the box ends it. */
  function code(): void {
    box.inputMode = "numeric";
    box.autocomplete = "one-time-code";
    box.placeholder = note.textContent = t("code");
    box.focus();
    box.onblur = () => {
      box.onblur = null;
      ask(...asked);
    };
  }

  function enable(on: boolean): void {
    fields.disabled = !on;
  }

  function submit(): void {
    const text = box.value.trim();
    if (!text || fields.disabled) return;
    box.value = "";
    fit();
    send(text);
  }

  /** Rows for browsers whose style sheets cannot size a box by its content. */
  function fit(): void {
    box.rows = Math.min(6, box.value.split("\n").length);
  }

  ask();
  fit();
  return { node, ask, code, enable, focus: () => box.focus() };
}
