// One polite region outside the transcript tells screen readers what the assistant said: plain words, joined when
// several turns come together, emptied afterwards so that nobody reads them twice.

import { el } from "./dom";

const joinWithin = 250;
const emptyAfter = 1500;

export class Announcer {
  readonly node = el("div", { class: "hidden", "aria-live": "polite", "data-announcer": true });
  readonly urgent = el("div", { class: "hidden", role: "alert" });
  private waiting: string[] = [];
  private timer = 0;

  say(text: string): void {
    if (!text) return;
    this.waiting.push(text);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.node.textContent = this.waiting.join(" ");
      this.waiting = [];
      this.timer = window.setTimeout(() => (this.node.textContent = ""), emptyAfter);
    }, joinWithin);
  }

  /** For what stops the chat: it interrupts. */
  alert(text: string): void {
    this.urgent.textContent = text;
  }
}
