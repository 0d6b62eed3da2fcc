// Small helpers to build nodes. Nothing here parses markup: text always becomes text nodes.

type Value = string | number | boolean | undefined | ((event: any) => void);
export type Child = Node | string | undefined | false;

/** Builds an element. Function values become event listeners; false and undefined are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: { [name: string]: Value } = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  add(node, ...children);
  return node;
}

export function add(node: Element, ...children: Child[]): void {
  for (const child of children) if (child !== undefined && child !== false) node.append(child);
}

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

export function icon(name: IconName): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon icon-" + name);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

/**
 * Takes the harm out of characters that can make text look like other text: direction overrides are shown as a
 * replacement sign, embeddings, invisible spaces and control characters vanish. Joiners stay only where scripts
 * and emoji need them.
 */
export function clean(text: unknown): string {
  return (typeof text === "string" ? text : text === undefined || text === null ? "" : String(text))
    .replace(/[\u202d\u202e]/g, "\ufffd")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202c\u2060-\u206f\ufeff\ufff9-\ufffb]/g, "")
    .replace(/(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])/g, "");
}

/** A name of the machine's world as a title: "deal" is shown as "Deal". */
export function capital(name: unknown): string {
  const text = clean(name).replace(/_/g, " ");
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
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
export function link(label: string, address: unknown, look = ""): HTMLElement {
  const url = safeURL(address);
  if (!url) return el("span", { dir: "auto" }, label);
  const web = url.protocol.startsWith("http");
  return el("a", {
    href: url.href, class: look || false, rel: "noopener noreferrer", target: web ? "_blank" : false, dir: "auto",
  }, label);
}

let last = 0;
export const uniqueID = (prefix: string): string => `${prefix}-${++last}`;
