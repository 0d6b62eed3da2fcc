// What the studio's server answers, and how it is asked. The types are those of the Go package of the same names.

export interface State {
  revision: number; folder: string; editor: string; files: File[]; problems: Problem[]; chat: Version; server?: Version;
}
export interface File {
  name: string; kind: "dialog" | "tests" | "translation" | "house" | "objects" | "other"; dialog?: string;
  errors: number; warnings: number; tests?: Case[];
}
export interface Case { line: number; name: string }
export interface Problem {
  file: string; line: number; col: number; len: number; severity: "error" | "warning"; code: string;
  text: string; advice?: string; why?: string; talk?: string[];
}
export interface Version { saved: boolean; since: string; behind?: string[] }
export interface Text { name: string; text: string; revision: number }
export interface Run { running: boolean; results: Result[] }
export interface Result { file: string; line: number; failures?: string[]; took_ms: number }
export interface Ticket { token: string; epoch: string; last_seq: number }
export interface Place { file: string; line: number }
export interface Conversation { turns: Turn[]; dialog?: View; signed_in: string; manner: string; older: boolean }
export interface View { name: string; title: string; state: string; fields: { name: string; label: string; value: string; display: string; from: string }[] }
export interface Turn { did: string; what?: string; heard?: Heard; moves: Move[]; calls: Call[]; fields: Line[] }
export interface Heard { rule: string; meanings: Meaning[]; near?: { dialog: string; score: number }[] }
export interface Meaning { command: string; dialog?: string; field?: string; words?: string; score?: number }
export interface Move { Dialog: string; From: string; To: string }
export interface Call { action: string; writes: boolean; lines: Line[]; result: string; took_ms: number }
export interface Line { label: string; value: string; was?: string }

async function ask<T>(method: string, path: string, wish?: object): Promise<T> {
  const answer = await fetch("/studio/" + path, { method, ...(wish && { body: JSON.stringify(wish) }) });
  const value = (await answer.json()) as T & { trouble?: string };
  if (!answer.ok) throw new Error(value.trouble ?? answer.statusText);
  return value;
}

export const get = <T>(path: string): Promise<T> => ask<T>("GET", path);
export const post = <T>(path: string, wish: object): Promise<T> => ask<T>("POST", path, wish);
export const remove = (path: string): Promise<object> => ask("DELETE", path);

/** A drawing, read by the browser as the document that it is: no text is taken for markup here. */
export function drawing(path: string): Promise<Document | undefined> {
  return new Promise((done) => {
    const asking = new XMLHttpRequest();
    asking.open("GET", "/studio/" + path);
    asking.responseType = "document";
    asking.overrideMimeType("image/svg+xml");
    asking.onloadend = () => done(asking.status === 200 ? (asking.responseXML ?? undefined) : undefined);
    asking.send();
  });
}

interface Handlers { folder(state: State): void; tests(run: Run): void; chat(): void; lost(lost: boolean): void }

/** Follows what happens, for as long as the page is there. */
export function follow(on: Handlers): void {
  const stream = new EventSource("/studio/events");
  const data = <T>(act: (value: T) => void) => (event: MessageEvent<string>) => act(JSON.parse(event.data) as T);
  stream.addEventListener("folder", data(on.folder));
  stream.addEventListener("tests", data(on.tests));
  stream.addEventListener("chat", () => on.chat());
  stream.onopen = () => on.lost(false);
  stream.onerror = () => on.lost(true);
}
