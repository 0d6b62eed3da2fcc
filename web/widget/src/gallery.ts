// The chat without a server: what a recorded fixture says is played to it by a socket that is none, so that every block and
// state can be looked at, drawn by the very code that draws them elsewhere. Without a name, the page lists what there is.

import { el } from "./dom";

/**
 * A step of a fixture: a frame of the server as it travels, a close code, or what a person does meanwhile. A frame that
 * answers leaves the id out: it answers what the person did last.
 */
type Step =
  | { type: string; id?: string; reply_to?: string }
  | { close: number }
  | { press: string } // the first element of this selector, as in "fill"
  | { fill: string; with: string }
  | { blocked: true }; // from here on no window opens
interface Fixture {
  title: string;
  /** Language and direction, where they are not the visitor's. */
  look?: { lang?: string; dir?: string };
  steps: Step[];
}

const find = <E extends HTMLElement>(selector: string) => document.querySelector<E>(selector)!;

void fetch(new URL("gallery.json", import.meta.url)).then((answer) => answer.json()).then(async (all: { [name: string]: Fixture }) => {
  const query = new URLSearchParams(location.search);
  const name = query.get("gallery")!;
  const fixture = all[name];
  if (!fixture) return list(all);
  for (const [key, value] of Object.entries(fixture.look ?? {})) if (!query.has(key)) query.set(key, value);
  history.replaceState(null, "", "?" + query);
  Object.assign(globalThis, { WebSocket: playing(fixture.steps, () => (document.body.dataset.gallery = name)) });
  await import(new URL("chat.js", import.meta.url).href);
});

/** A socket that goes through the steps, and says when they are over. Each close is followed by the next attempt. */
function playing(steps: Step[], over: () => void) {
  const left = [...steps];
  let id = "";
  let popup: Window | null = window;
  window.open = () => popup;

  return class Played {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    readyState = 0;
    onopen?: () => void;
    onmessage?: (event: { data: string }) => void;
    onclose?: (event: { code: number }) => void;

    constructor() {
      setTimeout(() => this.begin());
    }

    send(data: string): void {
      id = (JSON.parse(data) as { id?: string }).id ?? id;
    }

    close(): void {
      this.readyState = 3;
    }

    private begin(): void {
      const next = left[0];
      if (next && "type" in next) { // otherwise nobody answers
        this.readyState = 1;
        this.onopen!();
        if (next.type !== "welcome") this.say({ type: "welcome", seq: 1 });
      }
      while (left.length && this.readyState < 3) this.step(left.shift()!);
      if (!left.length) over();
    }

    private say(frame: object): void {
      this.onmessage!({ data: JSON.stringify(frame) });
    }

    private step(step: Step): void {
      if ("type" in step) {
        this.say(step.type === "ack" || step.type === "error" ? { id, ...step } : step);
      } else if ("close" in step) {
        this.readyState = 3;
        this.onclose!({ code: step.close });
        dispatchEvent(new Event("online")); // come back at once
      } else if ("press" in step) {
        find(step.press).click();
      } else if ("fill" in step) {
        const box = find<HTMLInputElement>(step.fill);
        box.value = step.with;
        for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind));
      } else {
        popup = null;
      }
    }
  };
}

function list(all: { [name: string]: Fixture }): void {
  document.title = "Gallery of the chat";
  document.body.append(el("main", el("h1", document.title), el("ul",
    ...Object.entries(all).map(([name, { title }]) => el("li", el("a", { href: "?gallery=" + name }, title))))));
}
