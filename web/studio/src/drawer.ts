// Below the text: what is wrong anywhere in the folder, and the tests of what is open.

import { post, remove, type Problem, type Result } from "./api";
import { count, dialog, go, inEditor, page, pane, replace, tell, to } from "./page";
import { button, el, type Child } from "../../widget/src/dom";

const kinds = ["problems", "tests"] as const;
let kind: (typeof kinds)[number] = page.place.test ? "tests" : "problems";
let made: { tabs: HTMLButtonElement[]; panel: HTMLElement } | undefined;

export function drawer(): void {
  made ??= make();
  const errors = page.state!.problems.filter((one) => one.severity === "error").length;
  const failed = page.run.results.filter((one) => one.failures?.length).length;
  const titles = {
    problems: [errors && count(errors, "error"), page.state!.problems.length > errors && count(page.state!.problems.length - errors, "piece of advice", "pieces of advice")].filter(Boolean).join(", ") || "No problems",
    tests: page.run.running ? "Tests · running" : failed ? `Tests · ${failed} failed` : page.run.results.length ? `Tests · ${page.run.results.length} passed` : "Tests",
  };
  made.tabs.forEach((tab, at) => {
    tab.textContent = titles[kinds[at]!];
    tab.ariaSelected = String(kinds[at] === kind);
    tab.tabIndex = kinds[at] === kind ? 0 : -1;
    tab.classList.toggle("error", kinds[at] === "problems" ? errors > 0 : failed > 0);
  });
  made.panel.setAttribute("aria-labelledby", "tab-" + kind);
  replace(made.panel, ...(kind === "problems" ? problems() : tests()));
}

function make() {
  const tabs = kinds.map((name) => {
    const tab = button("tab", () => choose(name));
    tab.id = "tab-" + name;
    tab.role = "tab";
    tab.setAttribute("aria-controls", "drawn");
    tab.onkeydown = (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      choose(kinds[1 - kinds.indexOf(name)]!);
      tabs[kinds.indexOf(kind)]!.focus();
    };
    return tab;
  });
  const panel = el("div.panel", { id: "drawn", role: "tabpanel", tabindex: 0 });
  pane("text").querySelector(".drawer")!.append(el("div.tablist", { role: "tablist", "aria-label": "About the text" }, ...tabs), panel);
  return { tabs, panel };
}

export function choose(name: (typeof kinds)[number]): void {
  kind = name;
  drawer();
}

function problems(): Child[] {
  const all = page.state!.problems;
  if (!all.length) return [el("p.empty.good", "Nothing is wrong, and there is no advice.")];
  const first = (one: Problem) => (one.severity === "error" ? 0 : 2) + (one.file === page.place.file ? 0 : 1);
  const sorted = [...all].sort((a, b) => first(a) - first(b));
  return [el("ul.problems", ...sorted.map((one) => {
    const where = to({ file: one.file, line: one.line }, "where", one.line ? `${one.file}:${one.line}:${one.col}` : one.file);
    where.dataset.key = [one.file, one.line, one.col, one.code].join(":");
    return el("li", { class: one.severity },
      el("p", el("span.sign", one.severity === "error" ? "Error" : "Advice"), " ", one.text, one.advice && el("span.advice", " → " + one.advice)),
      one.talk && el("pre.talk", one.talk.join("\n")),
      el("p.foot", where, one.why ? el("details.why", el("summary", one.code), one.why) : el("span", one.code), inEditor(one.file, one.line, one.col)));
  }))];
}

function tests(): Child[] {
  const { files } = page.state!;
  const open = page.place.file, of = dialog();
  const mine = files.filter((file) => file.kind === "tests" && (file.name === open || (of && file.dialog === of)));
  const shown = mine.length ? mine : files.filter((file) => file.kind === "tests");
  const all = files.reduce((sum, file) => sum + (file.tests?.length ?? 0), 0);
  const failed = page.run.results.filter((one) => one.failures?.length);
  const act = (label: string, key: string, go: () => void) => {
    const node = button("small", go, label);
    node.dataset.key = key;
    return node;
  };
  return [
    el("p.bar",
      page.run.running ? act("Stop", "run", () => void remove("tests").catch(trouble)) : act(`Run all ${all}`, "run", () => run({})),
      mine.length > 0 && !page.run.running && act(`Run these ${mine.reduce((sum, file) => sum + (file.tests?.length ?? 0), 0)}`, "these", () => mine.length > 1 ? void runFiles(mine.map((file) => file.name)) : run({ file: mine[0]!.name })),
      el("span.quiet", page.run.results.length ? `${page.run.results.length - failed.length} passed, ${failed.length} failed` : "None ran since the text was saved.")),
    ...failed.filter((one) => !shown.some((file) => file.name === one.file)).map((one) => el("ul.tests", row(one.file, one.line, nameOf(one.file, one.line), one))),
    ...shown.map((file) => el("div.group", el("h3", file.name), el("ul.tests", ...(file.tests ?? []).map((one) =>
      row(file.name, one.line, one.name, page.run.results.find((ran) => ran.file === file.name && ran.line === one.line)))))),
  ];
}

const nameOf = (file: string, line: number): string =>
  page.state!.files.find((one) => one.name === file)?.tests?.find((one) => one.line === line)?.name ?? "";

function row(file: string, line: number, name: string, ran: Result | undefined): HTMLElement {
  const place = `${file}:${line}`;
  const bad = !!ran?.failures?.length;
  const link = to({ file, line, test: place }, "where", name);
  link.dataset.key = place;
  const again = button("small", () => run({ file, line }), "Run");
  again.ariaLabel = "Run " + name;
  again.dataset.key = "run " + place;
  const node = el("li", el("p", el(bad ? "span.sign.bad" : ran ? "span.sign.good" : "span.sign", bad ? "Failed" : ran ? "Passed" : "–"), link, el("span.grow"),
    ran && el("span.quiet", `${ran.took_ms} ms`), again), bad && el("pre.talk", ran!.failures!.join("\n")));
  if (page.place.test === place) node.classList.add("here");
  return node;
}

async function runFiles(names: string[]): Promise<void> {
  await post("tests", { files: names }).catch(trouble);
}

function run(what: { file?: string; line?: number }): void {
  if (what.line) go({ file: what.file!, line: what.line, test: `${what.file}:${what.line}` });
  post("tests", { files: what.file ? [what.file] : [], line: what.line ?? 0 }).catch(trouble);
}

const trouble = (error: Error): void => tell(error.message);
