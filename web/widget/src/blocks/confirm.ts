// What will happen, as was → will be, and buttons named by the deed. For a danger the safe choice stands first, and no
// button is focused by itself.

import { clean, el } from "../dom";
import { markdown } from "../markdown";
import type { ConfirmMessage } from "../protocol";
import type { Turn } from "../turn";
import { card, fields } from "./card";
import { choices } from "./choices";

export function confirm(message: ConfirmMessage, turn: Turn): HTMLElement {
  const danger = message.style === "danger";
  const offered = [...(message.choices ?? [])];
  if (danger) offered.sort((a, b) => Number(a.style === "danger") - Number(b.style === "danger"));
  // Yes and no stand out; the many ways to change something are there without crying out.
  const answers = offered.slice(0, Math.max(2, offered.filter((choice) => choice.style).length));
  const changes = offered.slice(answers.length);
  const [first, ...rest] = clean(message.text).split("\n");
  return card({ look: danger ? "confirm danger" : "confirm", icon: danger ? "warning" : undefined, title: plainTitle(first) },
    rest.join("").trim() ? el("div.prose", ...markdown(rest.join("\n"))) : undefined,
    fields(message.fields), choices(answers, turn, "actions"), choices(changes, turn, "actions minor"));
}

const plainTitle = (line: string | undefined): string => (line ?? "").replace(/\*\*|`/g, "");
