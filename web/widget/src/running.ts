// The running dialog above the box, folded to one line; open, it lists what is known so far.

import { add, clean, el } from "./dom";
import type { Dialog } from "./protocol";

export class Running {
  readonly node = el("details", { class: "running", hidden: true });
  private readonly summary = el("summary", {});
  private readonly list = el("dl", { class: "fields" });

  constructor() {
    add(this.node, this.summary, this.list);
  }

  show(dialog: Dialog | undefined): void {
    const fields = dialog?.fields ?? [];
    const known = fields.filter((field) => clean(field.display));
    this.node.hidden = !dialog || !fields.length;
    if (!dialog) return;
    this.summary.replaceChildren();
    add(this.summary,
      el("strong", { dir: "auto" }, clean(dialog.title)), " ",
      el("span", { class: "small short", dir: "auto" }, known.map((field) => clean(field.display)).join(", ")));
    this.list.replaceChildren(...fields.map((field) =>
      el("div", {}, el("dt", { dir: "auto" }, clean(field.label)), el("dd", { dir: "auto" }, clean(field.display) || "–"))));
  }
}
