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

export class Composer {
  readonly node: HTMLFormElement;
  private readonly box = el("textarea", { id: "box", rows: 1, maxlength: 4000, enterkeyhint: "send", autocomplete: "off", dir: "auto" });
  private readonly button = el("button", { type: "submit", class: "send", "aria-label": words.send }, icon("send"));
  private readonly hint = el("p", { id: "box-hint", class: "hidden" });
  private readonly fields: HTMLFieldSetElement;

  constructor(private readonly send: (text: string) => void, private readonly scroll: (key: string) => void) {
    this.fields = el("fieldset", {}, el("label", { for: "box", class: "hidden" }, words.box), this.box, this.button, this.hint);
    this.node = el("form", {
      class: "composer",
      submit: (event: Event) => {
        event.preventDefault();
        this.submit();
      },
    }, this.fields);
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("input", () => this.fit());
    this.box.setAttribute("aria-describedby", "box-hint");
    this.ask(undefined, undefined);
    this.fit();
  }

  /** Takes keyboard, completion and hint from the open question; undefined goes back to plain words. */
  ask(input: Input | undefined, hint: string | undefined): void {
    const keyboard = keyboards[input?.type ?? ""] ?? {};
    this.box.setAttribute("inputmode", keyboard.mode ?? "text");
    this.box.setAttribute("autocomplete", keyboard.fill ?? "off");
    this.box.placeholder = clean(hint) || words.placeholder;
    this.hint.textContent = clean(hint);
  }

  enable(on: boolean): void {
    this.fields.disabled = !on;
  }

  focus(): void {
    this.box.focus();
  }

  has(node: Element | null): boolean {
    return this.node.contains(node);
  }

  private submit(): void {
    const text = this.box.value.trim();
    if (!text || this.fields.disabled) return;
    this.box.value = "";
    this.fit();
    this.send(text);
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      this.submit();
    } else if (!this.box.value && ["PageUp", "PageDown", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      this.scroll(event.key);
    }
  }

  /** Rows for browsers whose style sheets cannot size a box by its content. */
  private fit(): void {
    this.box.rows = Math.min(6, this.box.value.split("\n").length);
    this.button.setAttribute("aria-disabled", String(!this.box.value.trim()));
  }
}
