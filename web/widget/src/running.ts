// The running dialog above the box, or beside the transcript where there is room. Folded it is one line; open, it lists
// what is known so far and where it came from. A value is a button that turns into a small form. Rows are kept by field
// and changed in place, so that an edit survives the turns that come meanwhile.

import { add, button, clean, el, hidden, isolated, told } from "./dom";
import type { Dialog, DialogField } from "./protocol";
import { t } from "./words";

export function newRunning(save: (field: string, text: string | null) => void) {
  const summary = el("summary");
  const list = el("dl.fields");
  const node = el("details.running", { hidden: true }, summary, list);
  const rows = new Map<string, ReturnType<typeof newRow>>();

  function show(dialog: Dialog | undefined): void {
    const fields = dialog?.fields ?? [];
    // Beside the transcript it stands open.
    if (node.hidden) node.open = node.parentElement!.clientWidth >= 760;
    node.hidden = !fields.length;
    const known = fields.filter((field) => clean(field.display));
    summary.replaceChildren(told("strong", dialog?.title), " · ", isolated(t("known", known.length, fields.length)));
    for (const field of known) add(summary, " · ", isolated(field.display));
    for (const [name, row] of rows) {
      if (fields.some((field) => field.name === name)) continue;
      row.node.remove();
      rows.delete(name);
    }
    fields.forEach((field, at) => {
      const row = rows.get(field.name) ?? newRow(field.name, save);
      rows.set(field.name, row);
      row.show(field);
      if (list.children[at] !== row.node) list.insertBefore(row.node, list.children[at] ?? null);
    });
  }

  return { node, show };
}

function newRow(name: string, save: (field: string, text: string | null) => void) {
  let label = "";
  let shown = "";
  const title = el("bdi");
  const value = el("bdi");
  const change = hidden("");
  const from = el("span.small");
  const open = button("value", edit, value, change);
  const cell = el("dd", open, from);

  function show(field: DialogField): void {
    label = title.textContent = clean(field.label);
    shown = clean(field.display);
    value.textContent = shown || "–";
    change.textContent = ", " + t("change", label);
    from.textContent = shown ? t(field.from) : "";
  }

  function edit(): void {
    // What is masked is written anew.
    const box = el("input.input", { "aria-label": label, value: shown.includes("•") ? "" : shown, dir: "auto", autocomplete: "off" });
    const form = el("form.row", {
      submit: (event: Event) => {
        event.preventDefault();
        if (box.value.trim() !== shown) save(name, box.value.trim() || null);
        close();
      },
      keydown: (event: KeyboardEvent) => {
        if (event.key !== "Escape" || event.isComposing) return;
        event.stopPropagation();
        close();
      },
    }, box, el("button.button.small-button", t("save")));
    const close = () => {
      cell.replaceChildren(open, from);
      open.focus();
    };
    cell.replaceChildren(form);
    box.select();
    box.focus();
  }

  return { node: el("div", el("dt", title), cell), show };
}
