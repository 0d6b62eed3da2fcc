// The box. Its keyboard follows the open question; Enter sends, Shift-Enter breaks, and composing never sends.

import { clean, el, icon } from "./dom";
import type { Input } from "./protocol";
import { words } from "./words";

const keyboards: { [type: string]: { mode?: string; fill?: string } } = {
  money: { mode: "decimal" },
  number: { mode: "decimal" },
  email: { mode: "email", fill: "email" },
  phone: { mode: "tel", fill: "tel" },
  url: { mode: "url", fill: "url" },
};

export function newComposer(send: (text: string) => void, scroll: (key: string) => void) {
  const box = el("textarea", { id: "box", rows: 1, maxlength: 4000, enterkeyhint: "send", autocomplete: "off", dir: "auto" });
  const button = el("button", { type: "submit", class: "send", "aria-label": words.send }, icon("send"));
  const note = el("p", { id: "box-hint", class: "hidden" });
  const fields = el("fieldset", {}, el("label", { for: "box", class: "hidden" }, words.box), box, button, note);
  const node = el("form", {
    class: "composer",
    submit: (event: Event) => {
      event.preventDefault();
      submit();
    },
  }, fields);

  /** Takes keyboard, completion and hint from the open question; undefined goes back to plain words. */
  function ask(input: Input | undefined, hint: string | undefined): void {
    const keyboard = keyboards[input?.type ?? ""] ?? {};
    box.setAttribute("inputmode", keyboard.mode ?? "text");
    box.setAttribute("autocomplete", keyboard.fill ?? "off");
    box.placeholder = clean(hint) || words.placeholder;
    note.textContent = clean(hint);
  }

  function enable(on: boolean): void {
    fields.disabled = !on;
  }

  function focus(): void {
    box.focus();
  }

  function has(part: Element | null): boolean {
    return node.contains(part);
  }

  function submit(): void {
    const text = box.value.trim();
    if (!text || fields.disabled) return;
    box.value = "";
    fit();
    send(text);
  }

  function key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      submit();
    } else if (!box.value && ["PageUp", "PageDown", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      scroll(event.key);
    }
  }

  /** Rows for browsers whose style sheets cannot size a box by its content. */
  function fit(): void {
    box.rows = Math.min(6, box.value.split("\n").length);
    button.setAttribute("aria-disabled", String(!box.value.trim()));
  }

  box.addEventListener("keydown", (event) => key(event));
  box.addEventListener("input", () => fit());
  box.setAttribute("aria-describedby", "box-hint");
  ask(undefined, undefined);
  fit();

  return { node, ask, enable, focus, has };
}
