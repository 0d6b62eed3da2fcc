// The small Markdown subset of text messages, built as nodes: paragraphs, line breaks, bold, italic, code, fenced code,
// lists, links. Everything else, HTML and images included, stays the text it is.

import { add, clean, el, link, safeURL, type Child } from "./dom";

export function markdown(source: unknown): Node[] {
  const lines = clean(source).replace(/\r\n?/g, "\n").split("\n");
  const blocks: Node[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (!line.trim()) {
      at++;
    } else if (/^\s*```/.test(line)) {
      const code: string[] = [];
      for (at++; at < lines.length && !/^\s*```\s*$/.test(lines[at]!); at++) code.push(lines[at]!);
      at++;
      blocks.push(el("pre", { tabindex: 0, dir: "auto" }, el("code", code.join("\n"))));
    } else if (item(line)) {
      const ordered = item(line)!.number !== undefined;
      const list = el(ordered ? "ol" : "ul", { start: item(line)!.number });
      for (; at < lines.length; at++) {
        const next = item(lines[at]!);
        if (!next || (next.number !== undefined) !== ordered) break;
        list.append(el("li", { dir: "auto" }, ...inline(next.text + "\n")));
      }
      blocks.push(list);
    } else {
      const paragraph = el("p", { dir: "auto" });
      for (let first = true; at < lines.length && lines[at]!.trim(); at++, first = false) {
        if (!first && (item(lines[at]!) || /^\s*```/.test(lines[at]!))) break;
        add(paragraph, ...(first ? [] : ["\n", el("br")]), ...inline(lines[at]!));
      }
      blocks.push(paragraph);
    }
  }
  return blocks;
}

function item(line: string): { text: string; number?: string | undefined } | undefined {
  const found = /^\s{0,3}(?:[-*•]|(\d{1,4})[.)])\s+(.+)$/.exec(line);
  return found ? { text: found[2]!, number: found[1] } : undefined;
}

const marks: [RegExp, (found: RegExpExecArray, depth: number) => Child[] | undefined][] = [
  [/`([^`\n]+)`/y, (found) => [el("code", found[1]!)]],
  [/\*\*(?=\S)([^\n]*?\S)\*\*/y, (found, depth) => [el("strong", ...inline(found[1]!, depth))]],
  [/\*(?=[^\s*])([^*\n]*?[^\s*])\*/y, (found, depth) => [el("em", ...inline(found[1]!, depth))]],
  [/\b_(?=\S)([^_\n]*?\S)_\b/y, (found, depth) => [el("em", ...inline(found[1]!, depth))]],
  [/(?<!!)\[([^\[\]\n]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/y, (found) => labelled(found[1]!, found[2]!)],
  [/\bhttps?:\/\/(?:[^\s()<>"]|\([^\s()<>"]*\))+/y, (found) => bare(found[0])],
];

/** Marks inside one line. Depth is limited, so that nested marks cannot cost more than the text is worth. */
function inline(text: string, depth = 0): Child[] {
  if (depth > 3) return [text];
  const nodes: Child[] = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    let taken = 0;
    if (/[`*_[h]/.test(text[at]!)) {
      for (const [pattern, build] of marks) {
        pattern.lastIndex = at;
        const found = pattern.exec(text);
        const built = found && build(found, depth + 1);
        if (!found || !built) continue;
        if (plain) nodes.push(plain);
        plain = "";
        nodes.push(...built);
        taken = found[0].length;
        break;
      }
    }
    if (!taken) plain += text[at++]!;
    at += taken;
  }
  if (plain) nodes.push(plain);
  return nodes;
}

/** A link with its own words. The host is written out unless the words already say it. */
function labelled(label: string, address: string): Child[] | undefined {
  const url = safeURL(address);
  if (!url) return undefined;
  const where = url.host || url.pathname;
  return [link(label, address), !label.includes(where) && el("span.host", ` (${where})`)];
}

function bare(address: string): Child[] | undefined {
  const end = /[.,;:!?'*_]+$/.exec(address)?.[0] ?? "";
  const trimmed = end ? address.slice(0, -end.length) : address;
  return safeURL(trimmed) ? [link(trimmed, trimmed), end] : undefined;
}

/** The same text without its marks, for the announcer: the words of what would be drawn. */
export function plainText(source: unknown): string {
  return markdown(source).map((node) => node.textContent).join("\n").trim();
}
