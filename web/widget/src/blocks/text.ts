import { el } from "../dom";
import { markdown } from "../markdown";

/** A speech bubble of the assistant. Messages of an unknown kind are drawn as their text. */
export function text(source: unknown): HTMLElement {
  return el("div.bubble.bot", ...markdown(source));
}
