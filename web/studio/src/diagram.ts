// The dialog drawn by the server, with where the test chat stands; and the same in words.

import { drawing } from "./api";
import { conversation } from "./chat";
import { body, dialog, go, page, pane, replace } from "./page";
import { reveal } from "./text";
import { button, el } from "../../widget/src/dom";

const views = [["author", "Drawn"], ["list", "In words"], ["table", "As it runs"]] as const;
let view: (typeof views)[number][0] = "author";
let drawn = "";
let wanted = "";

/** Draws the dialog of the place, and asks for the drawing where that is not here. */
export async function diagram(): Promise<void> {
  const name = dialog();
  head(name);
  if (!name) {
    drawn = wanted = "";
    return replace(body("diagram"), el("p.empty", "No dialog is open. Choose the file of one."));
  }
  const key = [name, view === "table" ? view : "author", page.state!.revision, page.run.results.length].join(" ");
  if (key === drawn) return light();
  if (key === wanted) return;
  wanted = key;
  const found = await drawing(`diagrams/${encodeURIComponent(name)}?view=${view}`);
  if (wanted !== key) return;
  drawn = key;
  wanted = "";
  show(name, found);
}

let picture: Element | undefined;

function show(name: string, found: Document | undefined): void {
  if (!found) {
    picture = undefined;
    return replace(body("diagram"), el("p.empty", `${name} can't be drawn as it is. The problems say why.`));
  }
  picture = document.importNode(found.documentElement, true);
  picture.setAttribute("role", "group");
  picture.setAttribute("aria-label", `${name} drawn; each box leads to its line`);
  for (const box of boxes()) {
    box.setAttribute("tabindex", "0");
    box.setAttribute("role", "button");
    box.setAttribute("data-key", box.dataset.box!);
    box.onclick = () => open(box);
    box.onkeydown = (event) => {
      const all = boxes(), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Enter" || event.key === " ") open(box);
      else if (step) all[all.indexOf(box) + step]?.focus();
      else return;
      event.preventDefault();
    };
  }
  place();
}

const boxes = (): SVGGElement[] => [...(picture?.querySelectorAll<SVGGElement>("[data-box]") ?? [])];
const label = (box: Element): string => box.querySelector("title")?.textContent ?? "";

/** Goes to the line of a box, or to the dialog that it stands for. */
function open(box: SVGGElement): void {
  const { dialog: other, line } = box.dataset;
  const file = other && page.state!.files.find((one) => one.kind === "dialog" && one.dialog === other)?.name;
  if (file) go({ file, line: 1 });
  else if (Number(line)) go({ file: own(), line: Number(line) });
}

const own = (): string => page.state!.files.find((one) => one.kind === "dialog" && one.dialog === dialog())!.name;

function place(): void {
  if (!picture) return;
  replace(body("diagram"), ...(view === "list" ? [words()] : [el("div.drawing", picture)]));
  light();
}

/** Lights the box of the line that is looked at, the state that the chat is in, and the way that it came. */
function light(): void {
  const name = dialog(), { turns, dialog: open } = conversation();
  const moves = turns.flatMap((turn) => turn.moves).filter((move) => move.Dialog === name);
  const way = moves.flatMap((move) => [boxOf(move.From), boxOf(move.To)]).filter((box, at, all) => box && box !== all[at - 1]);
  const been = new Set(way), went = new Set(way.slice(1).map((box, at) => way[at] + " " + box));
  for (const path of picture?.querySelectorAll<SVGElement>("path[data-from]") ?? []) path.classList.toggle("been", went.has(path.dataset.from + " " + path.dataset.to));
  const now = open?.name === name ? boxOf(open.state) : "";
  let line: HTMLElement | SVGElement | undefined;
  for (const box of body("diagram").querySelectorAll<HTMLElement | SVGElement>("[data-box]")) {
    const id = box.dataset.box!;
    box.classList.toggle("been", been.has(id));
    box.classList.toggle("now", id === now);
    if (Number(box.dataset.line) > 0 && page.place.file === own() && Number(box.dataset.line) <= page.place.line && Number(box.dataset.line) > Number(line?.dataset.line ?? 0)) line = box;
  }
  for (const box of body("diagram").querySelectorAll("[data-box]")) {
    box.classList.toggle("here", box === line);
    if (box.classList.contains("now")) box.setAttribute("aria-current", "step");
    else box.removeAttribute("aria-current");
  }
  const seen = body("diagram").querySelector(".now") ?? line;
  if (seen) reveal(body("diagram"), seen);
}

/** The box of a state: its own, or the question of the field that it is about. */
function boxOf(state: string): string {
  const of = (name: string) => boxes().find((box) => box.dataset.state === name)?.dataset.box;
  return of(state) ?? of(state.replace(/^\S+/, "ask")) ?? "";
}

/** What the drawing says, in words. */
function words(): HTMLElement {
  const named = new Map(boxes().map((box) => [box.dataset.box, label(box)]));
  return el("ol.words", ...boxes().filter((box) => box.dataset.dialog === "").map((box) => {
    const ways = [...picture!.querySelectorAll<SVGElement>(`path[data-from="${CSS.escape(box.dataset.box!)}"]`)];
    const title = button("step", () => open(box), named.get(box.dataset.box)!);
    title.dataset.key = box.dataset.box;
    const cover = ["visited", "missed"].find((look) => box.classList.contains(look));
    return el("li", { "data-box": box.dataset.box, "data-line": box.dataset.line, class: cover }, title,
      cover && el("span.cover", cover === "visited" ? "tests come here" : "no test comes here"),
      ways.length > 0 && el("ul", ...ways.map((way) => el("li",
        way.dataset.label ? el("em", way.dataset.label) : "then", " → " + named.get(way.dataset.to!), way.classList.contains("unknown") && el("strong", " (there is no such dialog)")))));
  }), el("li.always", ...[...picture!.querySelectorAll(".always")].map((said) => el("p", said.textContent!))));
}

function head(name: string): void {
  const rest = pane("diagram").querySelector(".grow")!;
  pane("diagram").querySelector("h2")!.textContent = name ? name.replace(/_/g, " ") : "Diagram";
  if (rest.childElementCount) return;
  rest.append(el("div.choice", { role: "group", "aria-label": "How it is shown" }, ...views.map(([id, title]) => {
    const choose = button("small", () => {
      view = id;
      for (const one of rest.querySelectorAll("button")) one.ariaPressed = String(one === choose);
      drawn = "";
      void diagram();
    }, title);
    choose.ariaPressed = String(id === view);
    return choose;
  })));
}
