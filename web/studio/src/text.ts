// The text of a file as it is saved: coloured, with marks where something is wrong, and never written here.

import { get, type Problem, type Text } from "./api";
import { body, editorAt, go, inEditor, page, pane, replace } from "./page";
import { el, type Child } from "../../widget/src/dom";

let shown: Text | undefined;
let wanted = "";

/** Shows the file of the place, and asks for its text where that is not here. */
export async function text(): Promise<void> {
  const { file } = page.place;
  const key = file + " " + page.state!.revision;
  if (!file) return empty("Choose a file.");
  if (!page.state!.files.some((one) => one.name === file)) return empty(`There is no file ${file} in this folder.`);
  if (shown?.name === file && shown.revision === page.state!.revision) return mark();
  if (wanted === key) return;
  wanted = key;
  const next = await get<Text>("files/" + encodeURIComponent(file)).catch(() => undefined);
  if (wanted !== key) return;
  wanted = "";
  if (!next) return empty(`${file} can't be read.`);
  const same = shown?.name === next.name;
  shown = next;
  draw(next, same);
}

function empty(words: string): void {
  shown = undefined;
  head("");
  replace(body("text"), el("p.empty", words));
}

function head(file: string): void {
  pane("text").querySelector("h2")!.textContent = file || "Text";
  const rest = pane("text").querySelector(".grow")!;
  rest.replaceChildren(...(file ? [inEditor(file, page.place.line || 1)] : []));
}

function draw({ name, text }: Text, same: boolean): void {
  const problems = page.state!.problems.filter((one) => one.file === name);
  const lines = text.replace(/\n$/, "").split("\n").map((line, at) => {
    const here = problems.filter((one) => one.line === at + 1);
    const worst = here.some((one) => one.severity === "error") ? "error" : here.length ? "warning" : "";
    const number = el("a.number", { href: editorAt(name, at + 1), tabindex: -1, "aria-hidden": "true", title: "Open in editor" }, String(at + 1));
    const node = el("div.line", { "data-line": at + 1 }, number, el("code", ...coloured(line, here)));
    if (worst) node.classList.add(worst);
    if (here.length) node.title = here.map((one) => [one.text, one.advice].filter(Boolean).join(": ")).join("\n");
    node.onclick = (event) => void ((event.target as Element).closest(".number") || getSelection()?.toString() || go({ line: at + 1 }));
    return node;
  });
  const view = el("div.lines", { tabindex: 0, role: "group", "aria-label": `${name}, ${lines.length} lines; arrows move, Enter opens your editor`, "data-key": "lines", keydown: keys }, ...lines);
  replace(body("text"), view);
  mark(!same);
}

/** Lights the line of the place. */
function mark(scroll = true): void {
  const { file, line } = page.place;
  head(file);
  const area = body("text");
  area.querySelector(".line.here")?.classList.remove("here");
  const here = area.querySelector<HTMLElement>(`[data-line="${line}"]`);
  here?.classList.add("here");
  if (here && scroll) reveal(area, here);
  else if (!line && scroll) area.scrollTop = 0;
}

/** Scrolls a pane, and nothing around it, so that a part of it can be seen. */
export function reveal(area: Element, part: Element): void {
  const [outer, inner] = [area.getBoundingClientRect(), part.getBoundingClientRect()];
  if (inner.top < outer.top + 40 || inner.bottom > outer.bottom - 40) area.scrollTop += inner.top - outer.top - outer.height / 3;
}

function keys(event: KeyboardEvent): void {
  const { file, line } = page.place;
  const last = body("text").querySelectorAll(".line").length;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -last, End: last }[event.key];
  if (event.key === "Enter") location.href = editorAt(file, line);
  else if (step) go({ line: Math.min(last, Math.max(1, line + step)) });
  else return;
  event.preventDefault();
}

/** One line in colours: keys, marks for values, comments; and what problems are about, underlined. */
function coloured(line: string, problems: Problem[]): Child[] {
  const parts: { text: string; look: string }[] = [];
  const add = (text: string | undefined, look = "") => text && parts.push({ text, look });
  const [, indent, key, rest = ""] = /^(\s*(?:- )*)((?:[\w.$-]+|"[^"]*"|[^\s#"'][^:#]*?\S):(?=\s|$))?(.*)$/.exec(line)!;
  add(indent);
  add(key, "k");
  const comment = /(^|\s)#.*$/.exec(rest);
  const value = comment ? rest.slice(0, comment.index) : rest;
  for (const piece of value.split(/(<[a-z0-9_.]+>)/)) add(piece, /^<.*>$/.test(piece) ? "v" : /^\s*(true|false|[\d.]+)\s*$/.test(piece) ? "n" : "s");
  add(comment?.[0], "c");
  const marks = problems.map((one) => ({ from: Math.max(0, one.col - 1), to: Math.max(1, one.col - 1 + Math.max(1, one.len)), severity: one.severity }));
  let at = 0;
  return parts.flatMap(({ text, look }) => {
    const start = at;
    at += [...text].length;
    const cuts = [...new Set([start, at, ...marks.flatMap(({ from, to }) => [from, to]).filter((cut) => cut > start && cut < at)])].sort((a, b) => a - b);
    return cuts.slice(0, -1).map((from, i) => {
      const piece = [...text].slice(from - start, cuts[i + 1]! - start).join("");
      const bad = marks.find((mark) => mark.from <= from && from < mark.to);
      const inner = look ? el(`span.${look}`, piece) : piece;
      return bad ? el("mark", { class: bad.severity }, inner) : inner;
    });
  });
}
