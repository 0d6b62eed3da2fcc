// What all panes share: the state, the place that the address names, and ways to build nodes.

import type { Run, State } from "./api";
import { el, type Child } from "../../widget/src/dom";

/** What is looked at. It stands in the address, so that it can be sent to a colleague. */
export interface Place { file: string; line: number; test: string }

export const page = { state: undefined as State | undefined, run: { running: false, results: [] } as Run, place: placeOf(location.hash) };

type Watcher = (moved: boolean) => void;
const watchers: Watcher[] = [];

/** Calls f whenever there is another state or place; moved tells that it is the place. */
export const whenever = (f: Watcher): void => void watchers.push(f);
export const refresh = (moved = false): void => watchers.forEach((f) => f(moved));

function placeOf(hash: string): Place {
  const of = new URLSearchParams(hash.slice(1));
  return { file: of.get("file") ?? "", line: Number(of.get("line")) || 0, test: of.get("test") ?? "" };
}

export const addressOf = ({ file, line, test }: Partial<Place>): string =>
  "#" + new URLSearchParams({ ...(file && { file }), ...(line && { line: String(line) }), ...(test && { test }) }).toString();

/** Goes to a place; what is not said stays, except that another file has another line. */
export function go(to: Partial<Place>): void {
  const next = { ...page.place, ...(to.file && to.file !== page.place.file ? { line: 0, test: "" } : {}), ...to };
  const address = addressOf(next);
  if (address !== location.hash) history.replaceState(null, "", address);
  page.place = next;
  refresh(true);
}

addEventListener("hashchange", () => {
  page.place = placeOf(location.hash);
  refresh(true);
});

/** The dialog that the place is about. */
export const dialog = (): string => page.state?.files.find((file) => file.name === page.place.file)?.dialog ?? "";

export const pane = (name: string): HTMLElement => document.querySelector<HTMLElement>("#" + name)!;
export const body = (name: string): HTMLElement => document.querySelector<HTMLElement>(`#${name} .body`)!;

/** A link to a place that works as one: it can be copied, opened elsewhere, and is followed by keyboard. */
export function to(place: Partial<Place>, look: string, ...children: Child[]): HTMLAnchorElement {
  return el("a", {
    class: look || false, href: addressOf({ ...page.place, line: 0, test: "", ...place }),
    click: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ line: 0, test: "", ...place });
    },
  }, ...children);
}

/** The address that opens a line in the person's editor. */
export function editorAt(file: string, line: number, col = 1): string {
  const { folder, editor } = page.state!;
  const path = encodeURI(folder.replace(/\\/g, "/").replace(/^(?!\/)/, "/") + "/" + file);
  return editor.replace("{file}", path).replace("{line}", String(Math.max(1, line))).replace("{col}", String(Math.max(1, col)));
}

export const inEditor = (file: string, line: number, col?: number, look = "edit"): HTMLAnchorElement =>
  el("a", { class: look, href: editorAt(file, line, col), title: `Open ${file}, line ${Math.max(1, line)}, in your editor` }, "Open in editor");

export const count = (n: number, one: string, many = one + "s"): string => `${n} ${n === 1 ? one : many}`;

let quiet = 0;

/** Says something for a while, also to those who can't see it. */
export function tell(text: string): void {
  const told = document.querySelector("#told")!;
  told.textContent = text;
  clearTimeout(quiet);
  quiet = window.setTimeout(() => (told.textContent = ""), 8000);
}

/** Replaces what a node has, and keeps the focus on what has the same name (data-key) there. */
export function replace(node: HTMLElement, ...children: Child[]): void {
  const key = node.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.key : undefined;
  const top = node.scrollTop;
  node.replaceChildren(...children.filter(Boolean) as (Node | string)[]);
  node.scrollTop = top;
  if (key) node.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
