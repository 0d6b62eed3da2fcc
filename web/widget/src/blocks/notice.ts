import { add, clean, el, icon } from "../dom";
import { markdown } from "../markdown";
import type { NoticeMessage } from "../protocol";
import { t } from "../words";

/** A note, warning or problem; the reference is what support asks for. */
export function notice(message: NoticeMessage): HTMLElement {
  const level = levelOf(message);
  const body = el("div.prose", el("strong.level", t(level)), ...markdown(message.text));
  const node = el("div", { class: `notice ${level}` }, icon(level === "info" ? "info" : "warning"), body);
  if (message.reference) add(body, el("p.small", `${t("reference")} `, el("code", clean(message.reference))));
  return node;
}

export function levelOf({ level }: NoticeMessage): "info" | "warning" | "error" {
  return level === "warning" || level === "error" ? level : "info";
}
