// The files with how many problems each has.

import type { File } from "./api";
import { body, count, page, replace, to } from "./page";
import { el, hidden } from "../../widget/src/dom";

const groups: [string, File["kind"][]][] = [
  ["Dialogs", ["dialog"]], ["House rules and records", ["house", "objects"]], ["Translations", ["translation"]], ["Tests", ["tests"]], ["Other", ["other"]],
];

export function files(): void {
  const lists = groups.map(([title, kinds]) => {
    const list = page.state!.files.filter((file) => kinds.includes(file.kind));
    return list.length > 0 && el("div.group", el("h3", title), el("ul", ...list.map((file) => el("li", entry(file)))));
  });
  replace(body("files"), page.state!.files.length ? undefined : el("p.empty", "There is no file that ends in .yaml in this folder."), ...lists);
}

function entry(file: File): HTMLElement {
  const link = to({ file: file.name }, "file", el("span.name", file.name.replace(/\.yaml$/, "")),
    file.errors > 0 && el("span.count.error", String(file.errors), hidden(" " + (file.errors === 1 ? "error" : "errors"))),
    file.warnings > 0 && el("span.count.warning", String(file.warnings), hidden(" " + (file.warnings === 1 ? "piece of advice" : "pieces of advice"))),
    tested(file));
  link.dataset.key = file.name;
  if (file.name === page.place.file) link.ariaCurrent = "true";
  return link;
}

/** How the tests of a file went, where any ran. */
function tested(file: File): HTMLElement | false {
  if (file.kind !== "tests") return false;
  const ran = page.run.results.filter((result) => result.file === file.name);
  const failed = ran.filter((result) => result.failures?.length).length;
  if (!ran.length) return el("span.quiet", String(file.tests?.length ?? 0), hidden(" tests"));
  if (failed) return el("span.count.error", "✗ " + failed, hidden(` of ${count(ran.length, "test")} failed`));
  return el("span.count.good", "✓ " + ran.length, hidden(" passed"));
}
