// The frame that all cards share: title row, body, actions.

import { add, clean, el, hidden, icon, isolated, told, type Child, type IconName } from "../dom";
import type { Field } from "../protocol";
import { t } from "../words";

export function card(options: { look?: string; icon?: IconName; title: Child; badge?: string }, ...body: Child[]): HTMLElement {
  return el("section", { class: `card ${options.look ?? ""}`.trim() },
    el("div.card-title",
      options.icon && icon(options.icon),
      el("h2", { dir: "auto" }, options.title),
      options.badge ? el("span.badge", { dir: "auto" }, options.badge) : undefined),
    ...body);
}

/** Name–value pairs; a value with a past is drawn as was → will be. */
export function fields(list: Field[] | undefined): HTMLElement | undefined {
  if (!list?.length) return undefined;
  const pairs = el("dl.fields");
  for (const field of list) {
    const value = el("dd", { dir: "auto" });
    const now = clean(field.value) || t("nothing");
    if (field.was === undefined) {
      add(value, now);
    } else {
      add(value,
        hidden(t("was") + " "), el("s", isolated(clean(field.was) || t("nothing"))), " ", icon("arrow"),
        hidden(t("willBe")), " ", el("strong", isolated(now)));
    }
    add(pairs, el("div", told("dt", field.label), value));
  }
  return pairs;
}
