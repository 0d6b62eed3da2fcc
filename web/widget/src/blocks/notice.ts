import { add, clean, el, icon } from "../dom";
import { markdown } from "../markdown";
import type { NoticeMessage } from "../protocol";
import { words } from "../words";

/** A note, warning or problem; the reference is what support asks for. */
export function notice(message: NoticeMessage): HTMLElement {
  const level = message.level === "warning" || message.level === "error" ? message.level : "info";
  const body = el("div", { class: "prose" }, el("strong", { class: "level" }, words[level]), ...markdown(message.text));
  const node = el("div", { class: `notice ${level}` }, icon(level === "info" ? "info" : "warning"), body);
  if (message.reference) add(body, el("p", { class: "small" }, `${words.reference} `, el("code", {}, clean(message.reference))));
  return node;
}
