// The frame that all cards share: title row, body, actions.

import { add, clean, el, icon, type Child, type IconName } from "../dom";
import type { Field } from "../protocol";
import { words } from "../words";

export function card(options: { look?: string; icon?: IconName; title: Child; badge?: string }, ...body: Child[]): HTMLElement {
  return el("section", { class: `card ${options.look ?? ""}`.trim() },
    el("div", { class: "card-title" },
      options.icon && icon(options.icon),
      el("h3", { dir: "auto" }, options.title),
      options.badge ? el("span", { class: "badge", dir: "auto" }, options.badge) : undefined),
    ...body);
}

/** Name–value pairs; a value with a past is drawn as was → will be. */
export function fields(list: Field[] | undefined): HTMLElement | undefined {
  if (!list?.length) return undefined;
  const pairs = el("dl", { class: "fields" });
  for (const field of list) {
    const value = el("dd", { dir: "auto" });
    const now = clean(field.value) || words.emptyValue;
    if (field.was === undefined) {
      add(value, now);
    } else {
      add(value,
        el("span", { class: "hidden" }, words.was + " "),
        el("s", {}, el("bdi", {}, clean(field.was) || words.emptyValue)), " ", icon("arrow"),
        el("span", { class: "hidden" }, words.willBe), " ", el("strong", {}, el("bdi", {}, now)));
    }
    add(pairs, el("div", {}, el("dt", { dir: "auto" }, clean(field.label)), value));
  }
  return pairs;
}
