// The frame that all cards share: title row, body, actions.

import { add, clean, el, hidden, icon, isolated, type Child, type IconName } from "../dom";
import type { Field } from "../protocol";
import { t } from "../words";

export function card(options: { look?: string; icon?: IconName; title: Child; badge?: string }, ...body: Child[]): HTMLElement {
  return el("section", { class: `card ${options.look ?? ""}`.trim() },
    el("div.card-title",
      options.icon && icon(options.icon),
      el("h2", el("bdi", options.title)),
      options.badge && el("span.badge", isolated(options.badge))),
    ...body);
}

/** Name–value pairs; a value with a past is drawn as was → will be, in the direction of the page. */
export function fields(list: Field[] | undefined): HTMLElement | undefined {
  if (!list?.length) return undefined;
  const pairs = el("dl.fields");
  for (const field of list) {
    const now = isolated(clean(field.value) || t("nothing"));
    add(pairs, el("div", el("dt", isolated(field.label)), field.was === undefined ? el("dd", now) : el("dd",
      hidden(t("was") + " "), el("s", isolated(clean(field.was) || t("nothing"))), " ", icon("arrow"),
      hidden(t("willBe")), " ", el("strong", now))));
  }
  return pairs;
}
