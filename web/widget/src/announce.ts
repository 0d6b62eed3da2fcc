// One polite region outside the transcript tells screen readers what the assistant said: plain words, joined when
// several turns come together, not into a change of focus, and emptied afterwards so that nobody reads them twice.

import { el } from "./dom";

const quiet = 250; // ms without news and without a change of focus
const emptyAfter = 1500;

export type Announcer = ReturnType<typeof newAnnouncer>;

export function newAnnouncer() {
  const node = el("div.hidden", { "aria-live": "polite", "data-announcer": true });
  const urgent = el("div.hidden", { role: "alert" });
  let waiting: string[] = [];
  let timer = 0;

  function later(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      node.textContent = waiting.join(" ");
      waiting = [];
      timer = setTimeout(() => (node.textContent = ""), emptyAfter);
    }, quiet);
  }

  function say(text: string): void {
    if (!text) return;
    waiting.push(text);
    later();
  }

  /** For what stops the chat: it interrupts. */
  function alert(text: string): void {
    urgent.textContent = text;
  }

  addEventListener("focusin", () => waiting.length && later());
  return { node, urgent, say, alert };
}
