// Small helpers to build nodes. Nothing here parses markup: text always becomes text nodes.

type Value = string | number | boolean | null | undefined | ((event: any) => void);
type Attributes = { [name: string]: Value };
export type Child = Node | string | undefined | false;

/**
 * Builds an element: its name with its classes ("div.card"), then attributes and children. Function values become event
 * listeners; what is false, null, undefined or empty is left out.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K | `${K}.${string}`, ...parts: (Child | Attributes)[]
): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag as K);
  node.classList.add(...classes);
  for (const part of parts) {
    if (!part || typeof part === "string" || part instanceof Node) {
      add(node, part as Child);
      continue;
    }
    for (const [key, value] of Object.entries(part)) {
      if (typeof value === "function") node.addEventListener(key, value);
      else if (value != null && value !== false) node.setAttribute(key, value === true ? "" : String(value));
    }
  }
  return node;
}

export function add(node: Element, ...children: Child[]): void {
  for (const child of children) if (child) node.append(child);
}

/** A button that does something; its look is its classes. */
export function button(look: string, act: () => void, ...children: Child[]): HTMLButtonElement {
  return el("button", { type: "button", class: look, click: act }, ...children);
}

/** A button that shows a sign only. */
export function iconButton(name: IconName, label: string, act: () => void): HTMLButtonElement {
  const node = button("icon-button", act, icon(name));
  node.ariaLabel = node.title = label;
  return node;
}

/** Words for those who hear the page. */
export const hidden = (text: string): HTMLElement => el("span.hidden", text);

const paths = {
  send: "M4 10 16.5 4 12 16.5 9.5 11z",
  close: "M5 5l10 10M15 5 5 15",
  end: "M10 3v7M6 5.5a6.5 6.5 0 1 0 8 0",
  check: "M4 10.5 8 14.5 16 6",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  out: "M8 5H4.5v10.5H15V12M11 4h5v5M16 4l-7 7",
  info: "M10 9v5M10 6v.2M2.5 10a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0-15 0",
  warning: "M10 3 2.5 16.5h15zM10 8v4M10 14.2v.2",
  arrow: "M4 10h12M11 5l5 5-5 5",
};
export type IconName = keyof typeof paths;

export function icon(name: IconName): Element {
  const part = (tag: string, attributes: { [name: string]: string }) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const key in attributes) node.setAttribute(key, attributes[key]!);
    return node;
  };
  const svg = part("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "icon icon-" + name });
  svg.append(part("path", { d: paths[name] }));
  return svg;
}

/**
 * Takes the harm out of characters that can make text look like other text: direction overrides are shown as a
 * replacement sign, embeddings, invisible spaces and control characters vanish. Joiners stay only where scripts
 * and emoji need them.
 */
export function clean(text: unknown): string {
  return String(text ?? "")
    .replace(/[\u202d\u202e]/g, "\ufffd")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202c\u2060-\u206f\ufeff\ufff9-\ufffb]/g, "")
    .replace(/(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])/g, "");
}

/** A name of the machine's world as a title: "deal" is shown as "Deal". */
export function capital(name: unknown): string {
  return clean(name).replace(/_/g, " ").replace(/./, (first) => first.toUpperCase());
}

const schemes = ["https:", "http:", "mailto:", "tel:"];

/** The address as a URL when it may be opened from the chat, otherwise undefined. */
export function safeURL(address: unknown, allowed: string[] = schemes): URL | undefined {
  if (typeof address !== "string" || /[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f]/.test(address)) return undefined;
  try {
    const url = new URL(address);
    if (!allowed.includes(url.protocol) || url.username || url.password) return undefined;
    return url;
  } catch {
    return undefined;
  }
}

/** A link that leaves the chat, or plain text where the address may not be opened. */
export function link(label: string, address: unknown, look?: string): HTMLElement {
  const url = safeURL(address);
  if (!url) return isolated(label);
  const web = url.protocol.startsWith("http");
  return el("a", {
    href: url.href, class: look, rel: "noopener noreferrer", target: web ? "_blank" : false, dir: "auto",
  }, label);
}

let last = 0;
export const uniqueID = (prefix: string): string => `${prefix}-${++last}`;

/** Text whose direction does not reach its surroundings. */
export const isolated = (text: unknown): HTMLElement => el("bdi", clean(text));

/** An element with text from outside, which has a direction of its own. */
export const told = <K extends keyof HTMLElementTagNameMap>(name: K | `${K}.${string}`, text: unknown): HTMLElementTagNameMap[K] =>
  el(name, { dir: "auto" }, clean(text));

/** Things that belong together, for those who hear the page. */
export const group = (look: string, label: string, ...children: Child[]): HTMLElement =>
  el("div", { class: look, role: "group", "aria-label": label }, ...children);
